// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/model.h"
#include "common/secret.h"

/// The tokens of the links by which people answer: what stands in a mail, and what proves that it was Chaser
/// who wrote it there. A token names a key and a link, and is sealed over all that the link is bound to, so
/// that a token that was made up, or whose link was bound to something else since, fits nothing.
///
/// Pure, but for fresh() and freshKey(), which ask the system for randomness. Nothing here is ever logged.
///
/// A token has 32 characters of Crockford's base 32 (digits and small letters without i, l, o, u): 2 of the
/// key, 6 of the link, 24 of the seal, which is 120 bits of an HMAC-SHA256. It holds no character that mail
/// programs break, wrap or cut off at the end of a sentence, and it may be read aloud.
namespace chaser::web {

/// Of one matter (a rule over an action or milestone), or of all matters of one message.
enum class LinkKind { Matter, Message };

/// What a link is bound to.
struct Binding {
  std::int64_t link = 0;  ///< 1 to kLastLink
  LinkKind kind = LinkKind::Matter;
  alerts::Subject subject;  ///< of a message: none
  std::string rule;         ///< of a message: empty
  std::string contact;      ///< to whom it was given
};

constexpr std::int64_t kLastLink = (std::int64_t{1} << 30) - 2;
constexpr int kLastKey = (1 << 10) - 1;
constexpr std::size_t kTokenLength = 32;
constexpr std::size_t kFormLength = 44;

/// REQUIRES: 1 <= keyId <= kLastKey, 1 <= binding.link <= kLastLink, a key of 32 bytes.
std::string sealToken(int keyId, const Secret& key, const Binding& binding);

/// What a token says of itself; nothing of it is proven.
struct TokenParts {
  int keyId = 0;
  std::int64_t link = 0;  ///< of a tag: the message's number
  std::string seal;
};
/// Forgives what mail programs and people do to a link: capitals, `o` for 0, `i` and `l` for 1, and
/// punctuation or blanks around it. Absent for what can be no token.
std::optional<TokenParts> readToken(std::string_view text);

/// Whether this key sealed the token over this binding. Takes as long for a wrong one as for a right one.
bool isSealed(const TokenParts& parts, const Secret& key, const Binding& binding);

/// The token of the page on which a contact chooses how often their digest comes. It is of no link: nothing
/// of it is kept, and it works as long as its key is believed and there is such a contact.
std::string sealDigest(int keyId, const Secret& key, std::string_view contact);
bool isDigestOf(const TokenParts& parts, const Secret& key, std::string_view contact);

/// The tag of the address to which a message's bounces go: of no link either, but of the message's number and
/// its Message-ID. As small letters and digits it survives servers that fold addresses. REQUIRES: as
/// sealToken(), 1 <= message <= kLastLink.
std::string sealBounce(int keyId, const Secret& key, std::int64_t message, std::string_view messageId);
bool isBounceOf(const TokenParts& parts, const Secret& key, std::int64_t message, std::string_view messageId);
/// What stands in the local part of an address and may be such a tag.
std::vector<TokenParts> findTags(std::string_view address);

/// The name of one form, which acts once: 20 random characters, and a seal over them and the link, so that
/// forms need not be remembered before they are used and nobody can make one up.
std::string sealForm(const Secret& key, std::int64_t link, std::string_view random);
/// Whether it is a form of this link.
bool isFormOf(std::string_view form, const Secret& key, std::int64_t link);

/// The code of a matter, for the subject of a reply where there are no links: `ch-4d-7k2m9qxt`, the link in
/// as few digits as it has and 40 bits of a seal of its own. What is answered by it is only proposed, and
/// each guess costs a mail; so it may be short enough to be typed. REQUIRES: as sealToken(), of a matter.
std::string sealCode(const Secret& key, const Binding& binding);

/// What a code says of itself; nothing of it is proven.
struct CodeParts {
  std::int64_t link = 0;
  std::string seal;
  friend bool operator==(const CodeParts&, const CodeParts&) = default;
};
/// The codes that stand in a text, each once, in its order. Forgives capitals and lookalikes as readToken().
std::vector<CodeParts> findCodes(std::string_view text);
/// Whether this key sealed the code over this binding. Takes as long for a wrong one as for a right one.
bool isCodeOf(const CodeParts& parts, const Secret& key, const Binding& binding);

/// 20 random characters, for sealForm().
std::string fresh();
/// 32 random bytes.
Secret freshKey();

/// The text with every token in it made unrecognisable, for logs.
std::string withoutTokens(std::string_view text);

}  // namespace chaser::web
