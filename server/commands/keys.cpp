// cityaudit keys new, add, list and rotate: the data keys that encrypt photos and uploads.

#include "server/auth/two_step.h"
#include "server/commands/commands.h"
#include "server/data_keys.h"
#include "store/disk/rewrap.h"

#include <sys/stat.h>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

namespace cityaudit::server::commands {
namespace {

Error usage(const char* what) { return Error(ErrorKind::invalid, "command.usage", what); }

/// --file, else what the settings say.
std::filesystem::path file_of(const Arguments& arguments, const Settings& settings) {
  return arguments.has("--file") ? std::filesystem::path(arguments.text("--file")) : key_file_path(settings);
}

int make(const Arguments& arguments, const Settings& settings, bool first) {
  const std::filesystem::path path = file_of(arguments, settings);
  if (path.empty()) return report(usage("--file FILE is missing: where the keys are kept"));
  const UtcMillis now = SystemClock().now();
  const auto id = first ? store::make_key_file(path, now) : store::add_key(path, now);
  if (!id) return report(id.error());
  std::printf("%s\n", id->c_str());
  std::fprintf(stderr,
               "%s holds the key now. Keep a copy of the file apart from the data and from its backups: without it the photos are lost.\n",
               path.c_str());
  if (!first) std::fprintf(stderr, "A running server takes it within seconds. Then: cityaudit keys rotate --data DIR\n");
  return 0;
}

int list(const DataFolder& folder) {
  const auto use = store::count_keys(folder.blobs());
  if (!use) return report(use.error());
  for (const auto& [id, files] : use->by_key) std::printf("%s: %lld files\n", id.c_str(), static_cast<long long>(files));
  std::printf("not encrypted: %lld files\n", static_cast<long long>(use->plain));
  if (use->unreadable > 0) std::printf("damaged: %lld files; run cityaudit verify\n", static_cast<long long>(use->unreadable));
  return use->unreadable == 0 ? 0 : 1;
}

/// A server that knows nothing of the keys could not read what is encrypted under it.
Result<> check_running_server(const DataFolder& folder, const std::filesystem::path& key_file) {
  if (FolderLock::take(folder)) return {};
  std::ifstream file(folder.serve_facts());
  std::stringstream text;
  text << file.rdbuf();
  boost::system::error_code fault;
  const auto facts = boost::json::parse(text.str(), fault);
  const auto* const used = fault || !facts.is_object() ? nullptr : facts.as_object().if_contains("key_file");
  std::error_code ignored;
  if (used != nullptr && used->is_string() && std::filesystem::equivalent(std::string(used->as_string()), key_file, ignored)) return {};
  return Error(ErrorKind::conflict, "keys.server_has_others", {}, {{"file", key_file.string()}});
}

/// Until every process has noticed the last change of the file.
void wait_until_settled(const std::filesystem::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return;
  const std::int64_t age_millis = SystemClock().now().value - static_cast<std::int64_t>(facts.st_ctim.tv_sec) * millis_per_second;
  if (age_millis >= 0 && age_millis < store::KeyFile::settle_millis + millis_per_second)
    std::this_thread::sleep_for(std::chrono::milliseconds(store::KeyFile::settle_millis + millis_per_second - age_millis));
}

/// What is sealed in rows: the secrets of two-step sign-in.
Result<> reseal_secrets(const DataFolder& folder, const Settings& settings, const store::KeyRing& ring) {
  CITYAUDIT_TRY(domain, Domain::open(settings, folder, false));
  CITYAUDIT_TRY(count, auth::TwoStep::reseal(*domain->database, ring));
  if (count > 0) std::printf("%lld secrets of two-step sign-in sealed with it\n", static_cast<long long>(count));
  return {};
}

int rotate(const DataFolder& folder, const Settings& settings) {
  if (!std::filesystem::exists(folder.database()))
    return report(Error(ErrorKind::not_found, "data.not_there", "no database", {{"folder", folder.path.string()}}));
  const auto keys = open_key_file(settings, folder);
  if (!keys) return report(keys.error());
  if (!*keys) return report(Error(ErrorKind::invalid, "keys.not_configured"));
  if (const auto checked = check_running_server(folder, (*keys)->path()); !checked) return report(checked.error());
  wait_until_settled((*keys)->path());
  const auto ring = store::KeyFile::open((*keys)->path());
  if (!ring) return report(ring.error());
  const auto done = store::rewrap_all(folder.blobs(), *(*ring)->ring());
  if (!done) return report(done.error());
  std::printf("%s: %lld files rewrapped, %lld encrypted that were not\n", (*ring)->ring()->current().id.c_str(),
              static_cast<long long>(done->rewrapped), static_cast<long long>(done->encrypted));
  if (done->partials_plain > 0)
    std::printf("%lld uploads began without a key; they are encrypted when they are complete\n",
                static_cast<long long>(done->partials_plain));
  if (done->unsettled > 0) std::printf("%lld files were just being written: run it once more\n", static_cast<long long>(done->unsettled));
  if (done->unreadable > 0)
    std::printf("%lld files cannot be read, damaged or for want of their key; keep the other keys and run cityaudit verify\n",
                static_cast<long long>(done->unreadable));
  if (done->unsettled + done->unreadable > 0) return 1;
  if (const auto sealed = reseal_secrets(folder, settings, *(*ring)->ring()); !sealed) return report(sealed.error());
  std::printf("No file needs another key any more. Backups made before do: keep the old lines with them.\n");
  return 0;
}

}  // namespace

int keys(const Arguments& arguments, const Settings& settings) {
  const std::string& word = arguments.plain.front();
  if (word == "new" || word == "add") return make(arguments, settings, word == "new");
  if (word != "list" && word != "rotate") return report(usage("cityaudit keys new | add | list | rotate"));
  if (!arguments.has("--data")) return report(usage("--data DIR is missing: the data folder"));
  const DataFolder folder{arguments.text("--data")};
  if (word == "list") return list(folder);
  Settings with_file = settings;
  if (arguments.has("--file")) with_file.set("store.key_file", arguments.text("--file"));
  return rotate(folder, with_file);
}

}  // namespace cityaudit::server::commands
