// cityaudit backup, restore and verify.

#include "server/maintenance.h"
#include "server/commands/commands.h"
#include "server/data_keys.h"

#include <cstdio>

namespace cityaudit::server::commands {

int backup(const Arguments& arguments, const Settings& settings) {
  const auto domain = open_domain(arguments, settings);
  if (!domain) return report(domain.error());
  std::filesystem::path target = arguments.text("--to");
  if (target.empty()) {
    std::string name = to_iso8601((*domain)->clock.now()).substr(0, 19);
    std::erase(name, ':');
    target = (*domain)->folder.backups() / name;
  }
  const auto facts = make_backup(**domain, target);
  if (!facts) return report(facts.error());
  std::printf("%s: %lld blobs, %lld bytes, events up to %lld\n", target.c_str(), static_cast<long long>(facts->blobs),
              static_cast<long long>(facts->bytes), static_cast<long long>(facts->event_seq));
  std::fprintf(stderr, "The link key (%s) is not in the backup; keep a copy of it somewhere else.\n", (*domain)->folder.link_key().c_str());
  if (const auto keys = key_file_path(settings); !keys.empty())
    std::fprintf(stderr, "The data keys (%s) are not in it either: without them its photos are lost. Keep a copy apart from the backup.\n",
                 keys.c_str());
  if (facts->damaged_blobs == 0) return 0;
  std::fprintf(stderr, "%lld blobs are damaged and were left out: run cityaudit verify.\n", static_cast<long long>(facts->damaged_blobs));
  return 1;
}

int restore(const Arguments& arguments, const Settings& settings) {
  const DataFolder target{arguments.text("--data")};
  const auto keys = open_key_file(settings, target);
  if (!keys) return report(keys.error());
  const auto facts = restore_backup(arguments.text("--from"), target, *keys);
  if (!facts) return report(facts.error());
  std::printf("%s: %lld blobs, %lld bytes, events up to %lld\n", target.path.c_str(), static_cast<long long>(facts->blobs),
              static_cast<long long>(facts->bytes), static_cast<long long>(facts->event_seq));
  if (!std::filesystem::exists(target.link_key()))
    std::fprintf(stderr, "Put your copy of link.key into the folder before you serve it, or printed links cannot be printed again.\n");
  if (facts->unread_blobs > 0)
    std::fprintf(stderr,
                 "%lld encrypted blobs were copied unread, for want of their key: run cityaudit verify when the key file is back.\n",
                 static_cast<long long>(facts->unread_blobs));
  // What was restored must open with this program.
  const auto domain = open_domain(arguments, settings);
  if (!domain) return report(domain.error());
  if (const std::string erased_from = arguments.text("--erased-from"); !erased_from.empty()) {
    const auto erased = erase_again(**domain, erased_from);
    if (!erased) return report(erased.error());
    std::printf("%lld photos that had been erased since were erased again\n", static_cast<long long>(*erased));
  }
  return facts->damaged_blobs == 0 ? 0 : 1;
}

int verify(const Arguments& arguments, const Settings& settings) {
  const auto domain = open_domain(arguments, settings);
  if (!domain) return report(domain.error());
  const auto verdict = verify_data(**domain, arguments.has("--quick"));
  if (!verdict) return report(verdict.error());
  for (const std::string& fault : verdict->faults) std::printf("%s\n", fault.c_str());
  std::printf("%lld submissions, %lld blobs, %lld events: %s\n", static_cast<long long>(verdict->submissions),
              static_cast<long long>(verdict->blobs), static_cast<long long>(verdict->events),
              verdict->faults.empty() ? "all is well" : "something is wrong");
  return verdict->faults.empty() ? 0 : 1;
}

}  // namespace cityaudit::server::commands
