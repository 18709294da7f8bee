// cityaudit user: accounts and memberships from the machine itself, beside a running server or without one.

#include "server/auth/accounts.h"
#include "server/commands/commands.h"

#include "base/text.h"

#include <cstdio>

namespace cityaudit::server::commands {
namespace {

constexpr std::string_view actor = "operator";

struct Task {
  const Arguments& arguments;
  const Settings& settings;
  Domain& domain;
  auth::Accounts& accounts;
};

Error usage(std::string what) { return Error(ErrorKind::invalid, "command.usage", std::move(what)); }

Result<auth::Account> account_named(const Task& task) {
  CITYAUDIT_TRY(account, task.accounts.find_email(task.arguments.text("--email")));
  if (!account) return Error(ErrorKind::not_found, "account.unknown");
  return std::move(*account);
}

Result<ingest::Audit> audit_named(const Task& task) {
  CITYAUDIT_TRY(audit, task.domain.audits.find(task.arguments.text("--audit")));
  if (!audit) return Error(ErrorKind::not_found, "audit.unknown");
  return std::move(*audit);
}

Result<> print_invitation(const Task& task, const auth::Account& account) {
  CITYAUDIT_TRY(token, task.accounts.invite(account.id, {}, actor));
  const PublicAddress address = address_of(task.domain.folder, task.settings);
  std::printf("%s/invitation#%s\n", address.url.c_str(), token.c_str());
  std::fprintf(stderr, "The link lets %s set name and password, once, within %lld days. It is not shown again.\n", account.email.c_str(),
               static_cast<long long>(task.settings.integer("people.invitation_days")));
  return {};
}

Result<> add(const Task& task) {
  CITYAUDIT_TRY(account, task.accounts.add(task.arguments.text("--email"), task.arguments.text("--name"),
                                           task.arguments.text("--role", "member"), actor));
  return print_invitation(task, account);
}

Result<> list(const Task& task) {
  CITYAUDIT_TRY(accounts, task.accounts.all());
  for (const auth::Account& account : accounts) {
    std::printf("%s\t%s\t%s%s%s%s\n", account.email.c_str(), account.role.c_str(), account.name.c_str(),
                account.closed_at ? "\tclosed" : "", account.has_password ? "" : "\tnot joined", account.has_two_step ? "\ttwo-step" : "");
    CITYAUDIT_TRY(memberships, task.domain.database->read([&](store::Transaction& tx) -> Result<std::vector<ingest::AuditMembership>> {
      return ingest::Memberships::of_account(tx, account.id);
    }));
    for (const ingest::AuditMembership& one : memberships) {
      std::string may;
      for (const ingest::Capability each : ingest::known_capabilities)
        if (one.capabilities.has(each)) may += (may.empty() ? "" : ",") + std::string(to_word(each));
      std::printf("\t%s\t%s\t%s\n", one.slug.c_str(), std::string(to_word(one.role)).c_str(), may.c_str());
    }
  }
  return {};
}

Result<> invite(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  return print_invitation(task, account);
}

Result<> set_role(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  return task.accounts.set_role(account.id, task.arguments.text("--role"), actor);
}

Result<> grant(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  CITYAUDIT_TRY(audit, audit_named(task));
  const auto role = ingest::member_role_from(task.arguments.text("--role"));
  if (!role) return usage("--role facilitator | auditor");
  ingest::Membership membership{audit.id, account.id, *role, ingest::usual_capabilities(*role)};
  if (task.arguments.has("--may")) {
    membership.capabilities = {};
    const std::string may = task.arguments.text("--may");
    for (const std::string_view word : split(may, ',')) {
      if (trim(word).empty()) continue;
      const auto one = ingest::capability_from(trim(word));
      if (!one) return usage("--may review,code,publish,see_identity,erase");
      membership.capabilities = membership.capabilities.with(*one);
    }
  }
  return task.domain.memberships.grant(membership, {}, actor);
}

Result<> revoke(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  CITYAUDIT_TRY(audit, audit_named(task));
  return task.domain.memberships.revoke(audit.id, account.id, actor);
}

Result<> close(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  return task.accounts.close(account.id, actor);
}

Result<> reopen(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  return task.accounts.reopen(account.id, actor);
}

Result<> end_two_step(const Task& task) {
  CITYAUDIT_TRY(account, account_named(task));
  return task.accounts.two_step().end(account.id, actor);
}

struct Word {
  std::string_view name;
  Result<> (*run)(const Task&);
};

constexpr Word words_known[] = {{"list", list},     {"add", add},       {"invite", invite},
                                {"role", set_role}, {"grant", grant},   {"revoke", revoke},
                                {"close", close},   {"reopen", reopen}, {"end-two-step", end_two_step}};

}  // namespace

int user(const Arguments& arguments, const Settings& settings) {
  const std::string& word = arguments.plain.front();
  for (const Word& known : words_known) {
    if (known.name != word) continue;
    if (word != "list" && !arguments.has("--email")) return report(usage("--email E-MAIL is missing: whose account"));
    const auto domain = open_domain(arguments, settings);
    if (!domain) return report(domain.error());
    auth::Accounts accounts(*(*domain)->database, (*domain)->events, (*domain)->clock, settings, (*domain)->keys);
    const auto done = known.run({arguments, settings, **domain, accounts});
    return done ? 0 : report(done.error());
  }
  return report(usage("cityaudit user list | add | invite | role | grant | revoke | close | reopen | end-two-step"));
}

}  // namespace cityaudit::server::commands
