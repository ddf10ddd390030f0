// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "plan/people.h"

/// Directories for tests, read from text as contacts.yaml is.
namespace chaser::plan {

inline Date peopleDay(const char* iso) {
  return *Date::parse(iso);
}

/// A directory read from text, with what was said about it.
struct Loaded {
  Directory directory;
  Diagnostics diagnostics;

  [[nodiscard]] std::string said() const {
    std::string out;
    for (const auto& diagnostic : diagnostics) out += diagnostic.render() + "\n";
    return out;
  }
};

inline Loaded load(const std::string& yaml, const char* today = "2026-11-20") {
  Loaded out;
  const auto source = std::make_shared<const Source>(Source{"contacts.yaml", yaml});
  out.directory = loadDirectory(source, peopleDay(today), out.diagnostics);
  return out;
}

inline People peopleOf(const std::string& yaml) {
  auto loaded = load(yaml);
  EXPECT_FALSE(hasErrors(loaded.diagnostics)) << loaded.said();
  return People(std::move(loaded.directory));
}

inline constexpr const char* kCouncil = R"(
contacts:
  - {name: Programme manager, email: pm@council.example, party: ECC}
  - {name: Dr A. Example, email: a@council.example, party: ECC, reports_to: Chief Executive,
     roles: [Director of Health, ECC Public Health]}
  - {name: Head of Quality and Safety, email: hqs@trust.example, party: NWT}
  - {name: NWT lead nurse, email: nurse@trust.example, party: NWT, until: 2026-12-31}
  - {name: Chief Executive, email: ce@council.example}
parties:
  - {name: NWT, also: [North West Trust], contact: NWT lead nurse}
  - {name: ECC, also: [Example County Council], contact: Programme manager}
boards:
  - {name: 0-25 programme board, also: ["Children's 0-25 board"], email: b@council.example, meets: {every: first tuesday}}
  - {name: Contract review meeting, for: NWT, email: c-nwt@council.example, meets: {every: third thursday}}
  - {name: Contract review meeting, email: c@council.example, meets: {every: third thursday}}
  - {name: Health and Wellbeing Board, email: h@council.example, meets: {dates: [2026-12-08]}}
)";

}  // namespace chaser::plan
