#pragma once
// Who works on an audit, as what, and what they may do there. Whoever is no member of an audit, and no admin, does not learn
// that it exists. Thread-safe; calls block.

#include "ingest/capability.h"
#include "ingest/events.h"

#include <string>
#include <vector>

namespace cityaudit::ingest {

enum class MemberRole { facilitator, auditor };
std::string_view to_word(MemberRole role);
std::optional<MemberRole> member_role_from(std::string_view word);

/// What a new member is offered: review and code, an auditor publish too.
Capabilities usual_capabilities(MemberRole role);

struct Membership {
  AuditId audit;
  AccountId account;
  MemberRole role = MemberRole::facilitator;
  Capabilities capabilities;
};

struct AuditMembership : Membership {
  std::string slug;  // of the audit
};

/// One of those who work on an audit, as the others see them.
struct Member : Membership {
  Uuid uuid;
  std::string name, email;
  bool has_joined = false;  // has a password: has accepted an invitation
  bool has_two_step = false;
  bool is_closed = false;
  UtcMillis granted_at;
};

class Memberships {
 public:
  Memberships(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// Makes or changes the membership; the same again changes nothing and is no event. `by`: none when the command line does it.
  /// not_found ("account.unknown") for an account that is closed; invalid ("membership.admin") for an admin, who needs none.
  Result<> grant(const Membership& membership, AccountId by, std::string_view actor);
  /// The same inside a transaction.
  Result<> grant(store::Transaction& tx, const Membership& membership, AccountId by, std::string_view actor) const;
  /// not_found ("membership.unknown").
  Result<> revoke(AuditId audit, AccountId account, std::string_view actor);

  static std::optional<Membership> find(store::Transaction& tx, AuditId audit, AccountId account);
  /// Ordered by name.
  static std::vector<Member> of_audit(store::Transaction& tx, AuditId audit);
  /// Ordered by the audits' numbers.
  static std::vector<AuditMembership> of_account(store::Transaction& tx, AccountId account);

 private:
  void announce(store::Transaction& tx, std::string_view type, const Membership& membership, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
