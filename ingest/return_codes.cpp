#include "ingest/return_codes.h"

namespace cityaudit::ingest {
namespace {

constexpr std::size_t digit_count = 16;

std::string random_digits() {
  std::string out;
  unsigned char byte = 0;
  while (out.size() < digit_count) {
    random_bytes({&byte, 1});
    if (byte < 250) out += static_cast<char>('0' + byte % 10);  // 250 is a multiple of ten: every digit is as likely
  }
  return out;
}

}  // namespace

std::optional<std::string> return_code_digits(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c < '0' || c > '9') continue;
    if (digits.size() == digit_count) return std::nullopt;
    digits += c;
  }
  if (digits.size() != digit_count) return std::nullopt;
  return digits;
}

Result<std::string> ReturnCodes::make(ParticipationId id, std::string_view actor) {
  const std::string digits = random_digits();
  const Sha256 digest = key_.return_code_digest(digits);
  return database_.write([&](store::Transaction& tx) -> Result<std::string> {
    const auto participation = find_participation(tx, id);
    if (!participation) return Error(ErrorKind::not_found, "participant.unknown");
    if (participation->revoked_at) return Error(ErrorKind::conflict, "participant.revoked", {}, {{"code", participation->code}});
    tx.execute(
        "INSERT INTO return_code (participation_id, digest, made_at) VALUES ($1, $2, $3) ON CONFLICT (participation_id) DO UPDATE SET "
        "digest = $2, made_at = $3, used_at = NULL",
        id, digest, clock_.now());
    events_.append(tx, participation_event(*participation, "participation.return_code_made", actor, clock_.now()));
    return digits;
  });
}

Result<MadeLink> ReturnCodes::redeem(std::string_view typed) {
  const Error unknown(ErrorKind::not_found, "return.unknown");
  // What is no code is looked up as well: the answer takes as long.
  const Sha256 digest = key_.return_code_digest(return_code_digits(typed).value_or(""));
  return database_.write([&](store::Transaction& tx) -> Result<MadeLink> {
    const auto id = tx.integer("SELECT participation_id FROM return_code WHERE digest = $1", digest);
    if (!id) return unknown;
    auto participation = find_participation(tx, ParticipationId{*id});
    if (!participation || participation->revoked_at || !participation->activity) return unknown;
    const ActivityId activity{tx.integer("SELECT activity_id FROM link WHERE participation_id = $1 ORDER BY made_at DESC LIMIT 1", *id)
                                  .value_or(participation->activity.value)};
    tx.execute("UPDATE return_code SET used_at = $2 WHERE participation_id = $1", *id, clock_.now());
    std::string token = random_token();
    links_.add(tx, *participation, activity, token, LinkMedium::phone, "participant");
    events_.append(tx, participation_event(*participation, "participation.returned", "participant", clock_.now()));
    return MadeLink{std::move(*participation), std::move(token)};
  });
}

std::optional<UtcMillis> ReturnCodes::made_at(store::Transaction& tx, ParticipationId participation) {
  const auto at = tx.integer("SELECT made_at FROM return_code WHERE participation_id = $1", participation);
  return at ? std::optional(UtcMillis{*at}) : std::nullopt;
}

}  // namespace cityaudit::ingest
