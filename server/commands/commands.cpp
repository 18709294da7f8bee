#include "server/commands/commands.h"

#include "base/log.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace cityaudit::server::commands {
namespace {

constexpr Option data_option{"--data", "DIR", "the data folder", true};

constexpr Option serve_options[] = {
    data_option,
    {"--listen", "HOST:PORT", "where to listen; port 0 takes a free one (default 127.0.0.1:8080)"},
    {"--public-url", "URL", "the address that phones and browsers use, as in https://audit.example.org"},
    {"--sample", "NAME", "loads a sample audit, marked as a demonstration, unless it is there: praha-2018"},
    {"--assets", "DIR", "for development: files that go before the built-in ones, as in DIR/locales/cs.json, DIR/web/index.html"},
};
constexpr Option open_options[] = {
    data_option,
    {"--audit", "SLUG", "the audit, made when missing: letters, digits, hyphens", true},
    {"--activity", "CODE", "the activity, made when missing", true},
    {"--instrument", "KIND", "desk, focus_group, walk, photovoice, lab, survey (default) or project_eval"},
};
constexpr Option data_only[] = {data_option};
constexpr Option links_options[] = {data_option, {"--public-url", "URL", "the address to put into the links"}};
constexpr Option backup_options[] = {data_option, {"--to", "DIR", "the folder to make (default DATA/backups/<time>)"}};
constexpr Option restore_options[] = {{"--from", "DIR", "a folder made by backup", true},
                                      {"--data", "DIR", "the data folder to make; must not exist", true},
                                      {"--erased-from", "DIR", "a newer data folder or backup: photos erased there are erased here, too"}};
constexpr Option keys_options[] = {{"--file", "FILE", "the key file (default: store.key_file, CITYAUDIT_KEY_FILE)"},
                                   {"--data", "DIR", "the data folder, for list and rotate"}};
constexpr Option user_options[] = {data_option,
                                   {"--email", "E-MAIL", "whose account"},
                                   {"--name", "NAME", "for add"},
                                   {"--role", "ROLE", "admin or member, for add and role; facilitator or auditor, for grant"},
                                   {"--audit", "SLUG", "for grant and revoke"},
                                   {"--may", "LIST", "for grant: of review,code,publish,see_identity,erase; without it what is usual"}};
constexpr Option verify_options[] = {data_option, {"--quick", "", "do not read every blob again"}};

constexpr Command commands[] = {
    {"serve", "serve --data DIR [--listen HOST:PORT] [--public-url URL] [--sample NAME] [--assets DIR]", "Runs the server.", serve_options,
     0, serve},
    {"open", "open FORM --data DIR --audit SLUG --activity CODE [--instrument KIND]",
     "Publishes a form (XLSForm .xlsx or .csv, or XForm .xml) and opens an activity on it; works while the server runs. Prints the "
     "activity's links.",
     open_options, 1, open},
    {"convert",
     "convert FORM",
     "Checks a form (XLSForm .xlsx or .csv, or XForm .xml) and prints it as XForm; needs no server and no data.",
     {},
     1,
     convert},
    {"links", "links --data DIR", "Prints the links of every activity as JSON.", links_options, 0, links},
    {"submissions", "submissions --data DIR", "Prints every stored instanceID, one a line.", data_only, 0, submissions},
    {"backup", "backup --data DIR [--to DIR]", "Makes a consistent copy while the server runs.", backup_options, 0, backup},
    {"restore", "restore --from DIR --data DIR [--erased-from DIR]", "Makes a data folder from a backup; never over existing data.",
     restore_options, 0, restore},
    {"verify", "verify --data DIR [--quick]", "Checks database, blobs, event log and references, and says what is wrong.", verify_options,
     0, verify},
    {"keys", "keys new --file FILE | keys add --file FILE | keys list --data DIR | keys rotate --data DIR",
     "Makes the keys that encrypt photos and uploads, and brings a data folder to the newest one; works while the server runs.",
     keys_options, 1, keys},
    {"user", "user list | add | invite | role | grant | revoke | close | reopen | end-two-step --data DIR [--email E-MAIL] ...",
     "Accounts of staff and what they may do in which audit; works while the server runs. add and invite print a link, once.", user_options,
     1, user},
};

}  // namespace

std::span<const Command> all() { return commands; }

namespace {

void print_fields(const Result<Messages>& messages, const char* before, const std::vector<FieldError>& fields) {
  for (const FieldError& field : fields) {
    const std::string detail = messages ? messages->format("en", field.code, field.arguments) : field.code;
    std::fprintf(stderr, "  %s%s: %s\n", before, field.field.c_str(), detail.c_str());
  }
}

}  // namespace

void report_warnings(const std::vector<FieldError>& warnings) {
  if (!warnings.empty()) print_fields(Messages::load(), "warning: ", warnings);
}

int report(const Error& error) {
  const auto messages = Messages::load();
  std::string text = messages ? messages->format("en", error.code, error.arguments) : error.code;
  if (text == error.code && !error.message.empty()) text += ": " + error.message;
  std::fprintf(stderr, "cityaudit: %s\n", text.c_str());
  print_fields(messages, "", error.fields);
  return error.kind == ErrorKind::invalid ? 2 : 1;
}

Result<std::unique_ptr<Domain>> open_domain(const Arguments& arguments, const Settings& settings) {
  const DataFolder folder{arguments.text("--data")};
  // A server that runs has brought the schema up to date; without one this command does.
  if (auto lock = FolderLock::take(folder)) return Domain::open(settings, folder, true);
  return Domain::open(settings, folder, false);
}

PublicAddress address_of(const DataFolder& folder, const Settings& settings) {
  if (const std::string& configured = settings.text("http.public_url"); !configured.empty()) return {configured};
  std::ifstream file(folder.serve_facts());
  std::stringstream text;
  text << file.rdbuf();
  boost::system::error_code fault;
  const auto facts = boost::json::parse(text.str(), fault);
  if (!fault && facts.is_object())
    if (const auto* url = facts.as_object().if_contains("url"); url && url->is_string()) return {std::string(url->as_string())};
  return {"http://" + settings.text("http.listen")};
}

}  // namespace cityaudit::server::commands
