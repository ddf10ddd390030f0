// SPDX-License-Identifier: Apache-2.0
#include "cli/vocabulary.h"

#include "cli/session.h"
#include "daemon/files.h"

namespace chaser::cli {

Result<plan::HeadingVocabulary> loadVocabulary(Session& session, const daemon::Configuration& configuration) {
  const auto source = daemon::readSource(configuration.headingsFile());
  if (!source) return fail(source.error());
  Diagnostics diagnostics;
  auto vocabulary = plan::loadHeadings(*source, diagnostics);
  session.print(diagnostics);
  if (hasErrors(diagnostics))
    return fail(ErrorKind::Input, "the vocabulary of headings can't be used", "mend the lines above");
  return vocabulary;
}

}  // namespace chaser::cli
