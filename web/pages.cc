// SPDX-License-Identifier: Apache-2.0
#include "web/pages.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <kainjow/mustache.hpp>
#include <string_view>

#include "common/base64.h"
#include "web/address.h"
#include "web/embedded.h"

namespace chaser::web {

namespace {

namespace mustache = kainjow::mustache;
using alerts::AnswerKind;
using mustache::data;

std::string fileText(std::string_view name) {
  const auto found = embeddedFiles().find(name);
  return found == embeddedFiles().end() ? std::string() : found->second;
}

/// An empty text is `false`, so that a section over it is left out.
data words(const std::string& text) {
  return text.empty() ? data(false) : data(text);
}

data lineList(const std::vector<std::string>& lines) {
  data list(data::type::list);
  for (const auto& line : lines) {
    data one;
    one.set("line", words(line));
    list.push_back(one);
  }
  return list;
}

std::string pageFrom(std::string_view name, const std::string& title, data values) {
  values.set("title", words(title));
  values.set("style", data(fileText("style.css")));
  for (const auto& [partial, text] : embeddedFiles())
    values.set(partial, data(mustache::partial([copy = text] { return copy; })));
  mustache::mustache page{fileText(name)};
  return page.render(values);
}

/// How an answer is offered.
struct Offer {
  std::string button;   ///< what opens it
  std::string explain;  ///< what it does
  std::string send;     ///< what sends it
};

Offer offerOf(AnswerKind kind, const Matter& matter) {
  switch (kind) {
    case AnswerKind::OnTrack:
      return {"Still on track", "It will be done as planned. You will not be asked again for a while.",
              "Send: still on track"};
    case AnswerKind::Done:
      return {"Done", "It is complete.", "Send: done"};
    case AnswerKind::NewDate:
      return {"New date", "It needs another day.", "Send: new date"};
    case AnswerKind::AgreeDate:
      return {matter.dateToAgree.empty() ? "Agree this date" : "Agree " + matter.dateToAgree,
              "This date is firm from now on.", "Send: agreed"};
    case AnswerKind::Snooze:
      return {"Ask me later", "Nobody is chased for it up to that day; after it you will be asked again.",
              "Send: ask me later"};
    case AnswerKind::NotMine:
      return {"Not mine", "Somebody else should be asked.", "Send: not mine"};
    case AnswerKind::Acknowledge:
      return {"Seen", "You know of it. Reminders stop for a while.", "Send: seen"};
  }
  return {};
}

bool choosesAmong(AnswerKind kind) {
  return kind == AnswerKind::Done || kind == AnswerKind::NewDate || kind == AnswerKind::AgreeDate;
}

/// One answer with its form.
class OfferData {
 public:
  OfferData(const Shown& shown, const Kept& kept) : shown_(shown), matter_(*shown.matter), kept_(kept) {}

  [[nodiscard]] data of(AnswerKind kind) const {
    const auto offer = offerOf(kind, matter_);
    const std::string name(alerts::toString(kind));
    const bool mine = keptOr("answer", "") == name;
    data out;
    out.set("kind", data(name));
    out.set("button", data(offer.button));
    out.set("explain", data(offer.explain));
    out.set("send", data(offer.send));
    out.set("open", data(mine && !kept_.fault.empty()));
    out.set("fault", words(mine ? kept_.fault : std::string()));
    out.set("form", data(shown_.form));
    out.set("note", words(mine ? keptOr("note", "") : std::string()));
    out.set("name", words(keptOr("name", matter_.answeringAs)));
    out.set("evidence", data(kind == AnswerKind::Done));
    out.set("evidenceText", words(mine ? keptOr("evidence", "") : std::string()));
    out.set("newDate", data(kind == AnswerKind::NewDate));
    out.set("quiet", data(kind == AnswerKind::Snooze));
    out.set("date", words(dateIn(kind, mine)));
    out.set("handTo", data(kind == AnswerKind::NotMine));
    out.set("handToText", words(mine ? keptOr("hand_to", "") : std::string()));
    out.set("today", data(matter_.today.iso()));
    out.set("quietAtMost", data(matter_.quietAtMost.iso()));
    out.set("quietAtMostWords", data(matter_.quietAtMost.spoken()));
    const bool chooses = choosesAmong(kind) && !matter_.milestones.empty();
    out.set("chooses", data(chooses));
    out.set("milestones", chooses ? choices(mine, kind) : data(data::type::list));
    return out;
  }

 private:
  [[nodiscard]] std::string keptOr(const std::string& field, const std::string& otherwise) const {
    const auto found = kept_.fields.find(field);
    return found == kept_.fields.end() ? otherwise : found->second;
  }
  [[nodiscard]] std::string dateIn(AnswerKind kind, bool mine) const {
    if (mine) return keptOr("date", "");
    // A week is what most people mean by later.
    if (kind == AnswerKind::Snooze) return std::min(matter_.today + Days{7}, matter_.quietAtMost).iso();
    return {};
  }
  [[nodiscard]] data choices(bool mine, AnswerKind kind) const {
    data list(data::type::list);
    for (const auto& choice : matter_.milestones) {
      const auto number = std::to_string(choice.id.value);
      data one;
      one.set("id", data(number));
      one.set("for", data(std::string(alerts::toString(kind)) + "-" + number));
      one.set("words", data(choice.words));
      one.set("checked", data(mine && keptOr("milestone", "") == number));
      list.push_back(one);
    }
    return list;
  }

  const Shown& shown_;
  const Matter& matter_;
  const Kept& kept_;
};

std::string whyRefused(LinkState state) {
  switch (state) {
    case LinkState::Expired:
      return "This link is too old: links work for 60 days.";
    case LinkState::Revoked:
      return "This link was taken back and works no longer.";
    case LinkState::HandedOver:
      return "This link was given to somebody who held a role then. The role is somebody else's now, or the "
             "matter "
             "was handed on.";
    case LinkState::Gone:
      return "What this link is about is no longer in the plan.";
    case LinkState::Settled:
      return "Nothing is asked here any more.";
    case LinkState::Unknown:
    case LinkState::Open:
      break;
  }
  return "This link is not one of ours, or it was changed on its way: perhaps a part of it was cut off.";
}

std::vector<std::string> whatHelps(LinkState state, const std::string& askWhom) {
  const std::string ask = "sk " + askWhom + ": reply to the message in which you found the link.";
  switch (state) {
    case LinkState::Unknown:
      return {"Open it again from the message, whole, rather than from a copy.",
              "If that does not help, a" + ask};
    case LinkState::Expired:
      return {"If you were asked again since, the newer message has a link that works.", "A" + ask};
    default:
      return {"A" + ask};
  }
}

std::string sha256Base64(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) std::abort();
  return base64(bytesView(digest.data(), length));
}

}  // namespace

std::string matterPage(const Shown& shown, const Kept& kept) {
  const auto& matter = *shown.matter;
  const bool open = shown.state == LinkState::Open;
  data values;
  values.set("headline", words(matter.headline));
  values.set("ref", words(matter.ref));
  values.set("ask", words(open ? matter.ask : std::string()));
  values.set("lines", lineList(matter.lines));
  values.set("standing", words(matter.standing));
  values.set("answered", words(shown.answered));
  values.set("settled", data(!open));
  // One that belongs to no answer stands above all of them.
  const auto answer = kept.fields.find("answer");
  const auto kind = answer == kept.fields.end() ? std::nullopt : alerts::parseAnswerKind(answer->second);
  const bool offered =
      kind && std::find(matter.offered.begin(), matter.offered.end(), *kind) != matter.offered.end();
  values.set("fault", words(offered ? std::string() : kept.fault));
  const OfferData offers(shown, kept);
  data list(data::type::list);
  if (open) {
    for (const auto one : matter.offered) list.push_back(offers.of(one));
  }
  values.set("offers", list);
  return pageFrom("matter.html", matter.headline, values);
}

std::string messagePage(const Shown& shown, const std::string& publicUrl) {
  data values;
  data list(data::type::list);
  std::size_t open = 0;
  for (const auto& line : shown.matters) {
    data one;
    const bool isOpen = line.state == LinkState::Open;
    open += isOpen && line.answered.empty() ? 1U : 0U;
    one.set("headline", words(line.headline));
    one.set("ref", words(line.ref));
    one.set("ask", words(isOpen ? line.ask : std::string()));
    one.set("answered", words(line.answered));
    one.set("over", words(isOpen ? std::string()
                                 : (line.state == LinkState::Settled ? "Settled: nothing is asked any more."
                                                                     : whyRefused(line.state))));
    one.set("url", words(isOpen ? linkTo(publicUrl, line.token) : std::string()));
    one.set("again", data(!line.answered.empty()));
    list.push_back(one);
  }
  values.set("matters", list);
  const std::string count = std::to_string(open);
  values.set("opening", data(open == 0   ? std::string("Nothing here waits for an answer.")
                             : open == 1 ? std::string("One thing waits for your answer.")
                                         : count + " things wait for your answer."));
  return pageFrom("message.html", "What you were asked", values);
}

std::string digestPage(const DigestChoice& choice, bool changed) {
  data values;
  values.set("changed", data(changed));
  values.set("weekly", data(choice.weekly));
  values.set("byHouse", data(choice.alreadyWeekly && !choice.weekly));
  values.set("offers", data(!choice.weekly && !choice.alreadyWeekly));
  values.set("usual", words(choice.usual));
  return pageFrom("digest.html", "Your digest", values);
}

std::string recordedPage(const Recorded& recorded) {
  const bool again = recorded.kind == Recorded::Kind::Already;
  data values;
  values.set("again", data(again));
  values.set("said", words(recorded.said));
  return pageFrom("recorded.html", again ? "Already recorded" : "Recorded", values);
}

std::string refusedPage(LinkState state, const std::string& askWhom) {
  auto sentences = whatHelps(state, askWhom);
  sentences.insert(sentences.begin(), whyRefused(state));
  return plainPage("This link does not work", sentences);
}

std::string plainPage(const std::string& title, const std::vector<std::string>& sentences) {
  data values;
  values.set("lines", lineList(sentences));
  return pageFrom("plain.html", title, values);
}

const std::string& contentPolicy() {
  static const std::string policy =
      "default-src 'none'; style-src 'sha256-" + sha256Base64(fileText("style.css")) +
      "'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace chaser::web
