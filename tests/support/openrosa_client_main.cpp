// The OpenRosa client as a command, for tests and for trying a server by hand. Prints one acknowledged instanceID a line.
#include "tests/support/openrosa_client.h"

#include "base/text.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

namespace {

using namespace cityaudit;
using namespace cityaudit::tests;

constexpr const char* help = R"(openrosa-client list --base URL
openrosa-client post --base URL [what] [how]
  --base URL            what /formList and /submission are added to ("openrosa" of `cityaudit links`)
  --generate bench      the form of tests/data/forms/city-walk.xml
  --generate any        the listed form, downloaded and filled in (walk and photovoice mean the same)
  --xml FILE            an instance as it is; --photo files are sent under their own names
  --form-id ID          which of the listed forms; default: the only one
  --version V           insist on this version of it
  --answer NAME=VALUE   the answer to a question, by name or path (repeatable; an empty value leaves it unanswered)
  --photo FILE          a photo for the questions that want one (repeatable)
  --count N --seed S --first I    N filled forms, numbered from I; a seed and a number make one instanceID
  --repeat              each instance twice, as after a lost answer
  --split               one file a post
  --chunked             Transfer-Encoding: chunked
  --retry N             try again, a second apart, while the server cannot be reached or answers 5xx
  --language TAG        Accept-Language
  --acked FILE          append each acknowledged instanceID to this file
)";

[[noreturn]] void fail(const std::string& why) {
  fmt::print(stderr, "openrosa-client: {}\n", why);
  std::exit(2);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Options {
  std::string command, base, generate, xml, form_id, version, language, acked;
  std::map<std::string, std::string> answers;
  std::vector<std::string> photos;
  std::int64_t count = 1, seed = 1, first = 0, retry = 0;
  bool repeat = false, split = false, chunked = false;
};

Options parse(int argc, char** argv) {
  Options o;
  if (argc < 2) fail(std::string("what to do?\n") + help);
  o.command = argv[1];
  const std::map<std::string, std::string*> texts{{"--base", &o.base},       {"--generate", &o.generate}, {"--xml", &o.xml},
                                                  {"--form-id", &o.form_id}, {"--version", &o.version},   {"--language", &o.language},
                                                  {"--acked", &o.acked}};
  const std::map<std::string, std::int64_t*> numbers{
      {"--count", &o.count}, {"--seed", &o.seed}, {"--first", &o.first}, {"--retry", &o.retry}};
  const std::map<std::string, bool*> flags{{"--repeat", &o.repeat}, {"--split", &o.split}, {"--chunked", &o.chunked}};
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help") {
      std::fputs(help, stdout);
      std::exit(0);
    }
    if (const auto flag = flags.find(name); flag != flags.end()) {
      *flag->second = true;
      continue;
    }
    if (i + 1 == argc) fail(name + " wants a value, or is unknown");
    const std::string value = argv[++i];
    if (const auto text = texts.find(name); text != texts.end()) {
      *text->second = value;
    } else if (const auto number = numbers.find(name); number != numbers.end()) {
      const auto parsed = parse_integer(value);
      if (!parsed || *parsed < 0) fail(name + " wants a number");
      *number->second = *parsed;
    } else if (name == "--photo") {
      o.photos.push_back(value);
    } else if (name == "--answer" && value.find('=') != std::string::npos) {
      o.answers[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1);
    } else {
      fail("unknown option " + name);
    }
  }
  if (o.base.empty()) fail("--base is missing");
  return o;
}

std::vector<ListedForm> listed_forms(OpenRosaClient& client) {
  auto forms = client.form_list();
  if (!forms) fail(forms.error().message);
  return *forms;
}

FilledForm instance_from_file(const Options& o) {
  FilledForm filled;
  filled.xml = read_file(o.xml);
  pugi::xml_document instance;
  if (instance.load_buffer(filled.xml.data(), filled.xml.size())) {
    const auto id = instance.find_node([](pugi::xml_node n) { return std::string_view(n.name()).ends_with("instanceID"); });
    filled.instance_id = trim(id.text().as_string());
  }
  for (const auto& photo : o.photos) filled.files.push_back({photo.substr(photo.rfind('/') + 1), "image/jpeg", read_file(photo)});
  return filled;
}

/// Downloads the form and its files once, as a phone does, and fills it in `count` times.
std::vector<FilledForm> fill_listed_form(const Options& o, OpenRosaClient& client) {
  const auto forms = listed_forms(client);
  const auto chosen =
      std::find_if(forms.begin(), forms.end(), [&](const ListedForm& f) { return o.form_id.empty() || f.form_id == o.form_id; });
  if (chosen == forms.end()) fail("the form is not listed");
  if (!o.version.empty() && chosen->version != o.version) fail("the listed version is " + chosen->version);
  const auto xml = client.form(*chosen);
  if (!xml) fail(xml.error().message);
  FillOptions fill;
  fill.seed = static_cast<std::uint64_t>(o.seed);
  fill.answers = o.answers;
  for (const auto& photo : o.photos) fill.photos.push_back(read_file(photo));
  if (fill.photos.empty()) fill.photos.push_back(padded_jpeg(20000));
  const auto files = client.manifest(*chosen);
  if (!files) fail(files.error().message);
  for (const auto& file : *files) {
    const auto bytes = client.file(file);
    if (!bytes) fail(bytes.error().message);
    fill.attachments[file.name] = *bytes;
  }
  std::vector<FilledForm> all;
  for (std::int64_t i = 0; i < o.count; ++i) {
    fill.index = static_cast<std::uint64_t>(o.first + i);
    auto filled = fill_form(*xml, fill);
    if (!filled) fail(filled.error().message);
    all.push_back(std::move(*filled));
  }
  return all;
}

bool post(const Options& o, OpenRosaClient& client, const FilledForm& filled) {
  SendOptions send;
  send.chunked = o.chunked;
  if (o.split) send.accept_bytes = 1;
  if (!o.language.empty()) send.headers.emplace_back("Accept-Language", o.language);
  for (std::int64_t attempt = 0;; ++attempt) {
    const auto outcome = client.submit(filled, send);
    if (outcome && outcome->accepted) {
      if (!outcome->message.empty()) fmt::print(stderr, "{}\n", outcome->message);
      return true;
    }
    const bool worth_another = !outcome || outcome->status >= 500;
    if (!worth_another || attempt >= o.retry) {
      fmt::print(stderr, "{}: {}\n", filled.instance_id,
                 outcome ? fmt::format("{} {}", outcome->status, outcome->message) : outcome.error().message);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto o = parse(argc, argv);
  OpenRosaClient client(o.base);
  if (o.command == "list") {
    for (const auto& form : listed_forms(client)) fmt::print("{}\t{}\t{}\n", form.form_id, form.version, form.name);
    return 0;
  }
  if (o.command != "post") fail("unknown command " + o.command);
  std::vector<FilledForm> outbox;
  if (!o.xml.empty()) {
    outbox.push_back(instance_from_file(o));
  } else if (o.generate == "bench") {
    const auto photo = o.photos.empty() ? std::string{} : read_file(o.photos.front());
    for (std::int64_t i = 0; i < o.count; ++i)
      outbox.push_back(fill_bench_form(static_cast<std::uint64_t>(o.seed), static_cast<std::uint64_t>(o.first + i), photo));
  } else {
    outbox = fill_listed_form(o, client);
  }
  std::ofstream acked;
  if (!o.acked.empty()) acked.open(o.acked, std::ios::app);
  bool all = true;
  for (const auto& filled : outbox) {
    for (int round = 0; round < (o.repeat ? 2 : 1); ++round) {
      if (!post(o, client, filled)) {
        all = false;
        continue;
      }
      if (round > 0) continue;
      fmt::print("{}\n", filled.instance_id);
      if (acked.is_open()) acked << filled.instance_id << std::endl;
    }
  }
  return all ? 0 : 1;
}
