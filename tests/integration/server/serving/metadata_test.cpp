// Every byte that the server hands out, over real sockets and on every row of the route table, live events and log lines included:
// nothing of what cameras write into photos is in it. The one exception is asked for by name, with a reason.
#include "server/routes/route_table.h"
#include "tests/integration/server/serving/served_city.h"
#include "tests/support/foreign_photo.h"
#include "tests/support/located_photo.h"
#include "tests/support/server_process.h"
#include "tests/support/synthetic_photo.h"

#include <boost/json.hpp>
#include <map>
#include <thread>

namespace cityaudit::server {
namespace {

using namespace std::literals;
using tests::HttpAnswer;
using tests::HttpClient;
using tests::HttpHeaders;

// In tests/support/located_photo.h; numbers as files, rows and answers could write them.
const std::string time_texts[] = {"2008:10:22", "2008-10-22", "16:28:39"};
const std::string place_texts[] = {"43.467", "4.3467", "4346745", "434674483", "11.885", "1.1885", "1188513", "118851267"};
const std::string metadata[] = {"A maker of cameras", "a maker's note", "43,28.1N",       "xmpmeta",          "GPSL",     "8BIM",
                                "Photoshop",          "MPF\0"s,         "comment of the", "where the second", "ftypmp42", "a person"};
const std::string picture_metadata[] = {"Exif", "http:", "JFIF", "ICC_"};  // pages may speak of them

std::string number(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
  return out;
}

std::string telling_png() {
  std::string file = tests::plain_png(64, 48, 8, "\xFF\0\0"s);
  file = tests::with_png_chunk(file, "IDAT", "eXIf", tests::tiff_of({}));
  return tests::with_png_chunk(file, "IDAT", "tEXt", "Author\0a person"s);
}

std::string telling_webp() {
  std::string chunks = "VP8X" + number(10, 4) + "\x0C\0\0\0"s + number(63, 3) + number(47, 3) + tests::lossy_webp().substr(12);
  const auto add = [&](const std::string& name, std::string body) {
    chunks += name + number(static_cast<std::uint32_t>(body.size()), 4) + body + (body.size() % 2 == 1 ? "\0"s : "");
  };
  add("EXIF", tests::tiff_of({}));
  add("XMP ", "<x:xmpmeta><exif:GPSLatitude>43,28.1N</exif:GPSLatitude></x:xmpmeta>");
  return "RIFF" + number(static_cast<std::uint32_t>(chunks.size() + 4), 4) + "WEBP" + chunks;
}

struct Asker {
  std::string name;
  std::string cookie;  // nobody's when empty
  std::string csrf;
};

/// From before the server starts.
struct CapturedLog {
  CapturedLog() { testing::internal::CaptureStderr(); }
};

class HandedOut : CapturedLog, public ServedCity {
 protected:
  HandedOut() : activity_(open("walk", "1", "time place")), silent_(open("silent", "2", "")) {}

  void post(const ingest::Activity& activity, const std::string& version, const std::string& file_name, const std::string& bytes) {
    tests::SmallAnswers answers;
    answers.version = version;
    answers.instance_id = fmt::format("uuid:00000000-0000-4000-8000-{:012d}", ++posted_);
    answers.photo = file_name;
    answers.people = posted_ % 2 == 0 ? "identifiable" : "none";
    const auto outcome = phone(activity).submit({answers.instance_id, tests::small_instance(answers), {{file_name, "image/jpeg", bytes}}});
    ASSERT_TRUE(outcome && outcome->accepted) << file_name;
    submissions_.push_back(answers.instance_id.substr(5));
  }

  /// Half of a file, which stays half.
  void begin_upload(const std::string& bytes) {
    HttpClient phone = client();
    const std::string names = fmt::format("instanceID {},filename {}", to_base64(bytes_of("uuid:00000000-0000-4000-8000-000000000099"s)),
                                          to_base64(bytes_of("half.jpg"s)));
    const auto answer = phone
                            .request("POST", "/api/uploads",
                                     {{"Authorization", "Bearer " + domain().activities.token(activity_)},
                                      {"Tus-Resumable", "1.0.0"},
                                      {"Upload-Length", std::to_string(bytes.size())},
                                      {"Upload-Metadata", names},
                                      {"Content-Type", "application/offset+octet-stream"}},
                                     bytes.substr(0, bytes.size() / 2))
                            .value();
    ASSERT_EQ(answer.status, 201) << answer.body;
    const std::string location(answer.header("location"));
    upload_ = location.substr(location.rfind('/') + 1);
  }

  void wait_for_photos() {
    const auto deadline = std::chrono::steady_clock::now() + 60s * tests::test_patience();
    const auto waiting = [&] { return *domain().jobs.waiting(ingest::derive_job) + *domain().jobs.waiting(ingest::suggest_job); };
    while (waiting() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(20ms);
    ASSERT_EQ(waiting(), 0);
    const auto list = [](store::Transaction& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> out;
      store::Rows rows = tx.query("SELECT uuid FROM photo WHERE state = 'ready' ORDER BY id");
      while (rows.next()) out.push_back(to_string(rows.uuid(0)));
      return out;
    };
    photos_ = domain().database->read(list).value();
  }

  Asker sign_in(const std::string& role) {
    static int number = 0;
    auth::Accounts& accounts = serving_->server().accounts;
    const auto known = ingest::member_role_from(role);
    const auto account = accounts.add(fmt::format("{}{}@example.org", role, ++number), role, role == "admin" ? "admin" : "member").value();
    if (known) (void)domain().memberships.grant({audit_.id, account.id, *known, ingest::usual_capabilities(*known)}, {}, "system").value();
    const auto session = accounts.sign_in_by_link(accounts.make_sign_in_link(account.id).value(), "127.0.0.1").value();
    return {role, "cityaudit_session=" + session.token, session.csrf_token};
  }

  std::vector<std::string> values_of(std::string_view name, std::string_view pattern) {
    const bool openrosa = pattern.starts_with("/v1/key/");
    if (name == "id")
      return pattern.starts_with("/api/photos") ? photos_ : pattern.starts_with("/api/uploads") ? std::vector{upload_} : submissions_;
    if (name == "token") return {domain().activities.token(activity_), domain().activities.token(silent_)};
    if (name == "form" && openrosa)
      return {to_string(domain().activities.find_by_token(domain().activities.token(activity_)).value()->form->uuid)};
    if (name == "instance") return {"uuid:" + submissions_.front(), "uuid:" + submissions_.back()};
    for (const std::string_view nothing_there : {"account", "comment", "consent", "correction", "cover", "release", "text"})
      if (name == nothing_there) return {"00000000-0000-4000-8000-0000000000ac"};
    if (name == "file") return {"a.jpg"};
    if (name == "activity") return {"walk"};
    static const std::map<std::string_view, std::vector<std::string>> others{
        {"slug", {"test-city"}}, {"number", {"1"}},  {"form", {"small"}},        {"version", {"1", "2"}},         {"wave", {"1"}},
        {"theme", {"T3.1"}},     {"area", {"none"}}, {"rest...", {"test-city"}}, {"name...", {"participant.js"}}, {"name", {"stops.csv"}}};
    const auto found = others.find(name);
    EXPECT_NE(found, others.end()) << "say what {" << name << "} of " << pattern << " may stand for";
    return found == others.end() ? std::vector<std::string>{} : found->second;
  }

  /// Every address that the pattern makes of what is there.
  std::vector<std::string> addresses_of(const std::string& pattern, std::string_view whole) {
    const auto from = pattern.find('{');
    if (from == std::string::npos) return {pattern};
    const auto to = pattern.find('}', from);
    std::vector<std::string> out;
    for (const std::string& value : values_of(std::string_view(pattern).substr(from + 1, to - from - 1), whole))
      for (std::string& address : addresses_of(pattern.substr(0, from) + value + pattern.substr(to + 1), whole))
        out.push_back(std::move(address));
    return out;
  }

  HttpAnswer ask(const std::string& method, const std::string& address, const Asker& asker, const std::string& body = {}) {
    HttpHeaders headers;
    if (!asker.cookie.empty()) headers.push_back({"Cookie", asker.cookie});
    if (!asker.csrf.empty()) headers.push_back({"X-CSRF-Token", asker.csrf});
    if (address.starts_with("/api/uploads")) {
      headers.push_back({"Authorization", "Bearer " + domain().activities.token(activity_)});
      headers.push_back({"Tus-Resumable", "1.0.0"});
    }
    if (address.starts_with("/v1/key/")) headers.push_back({"X-OpenRosa-Version", "1.0"});
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    auto answer = client().request(method, address, headers, body);
    if (!answer) {
      ADD_FAILURE() << method << " " << address << ": " << answer.error().message;
      return {};
    }
    ++asked_;
    return std::move(*answer);
  }

  void look_through(std::string_view bytes, const std::string& where) {
    const auto holds = [&](const std::string& text) { return bytes.find(text) != std::string_view::npos; };
    for (const std::string& text : time_texts) EXPECT_FALSE(holds(text)) << text << " in " << where;
    for (const std::string& text : place_texts) EXPECT_FALSE(holds(text)) << text << " in " << where;
    for (const std::string& text : metadata) EXPECT_FALSE(holds(text)) << text << " in " << where;
    EXPECT_FALSE(holds(thumbnail_)) << "the embedded thumbnail in " << where;
  }

  void look_through(const HttpAnswer& answer, const std::string& where) {
    look_through(answer.body, where);
    for (const auto& [name, value] : answer.headers) look_through(value, where);
    if (answer.header("content-type") != "image/jpeg") return;
    ++pictures_;
    for (const std::string& text : picture_metadata) EXPECT_EQ(answer.body.find(text), std::string::npos) << text << " in " << where;
    EXPECT_TRUE(answer.body.starts_with("\xFF\xD8\xFF\xDB")) << where << " begins with its tables, not with anything about it";
  }

  static std::string word_of(http::Method method) {
    switch (method) {
      case http::Method::get: return "GET";
      case http::Method::post: return "POST";
      case http::Method::put: return "PUT";
      case http::Method::patch: return "PATCH";
      case http::Method::del: return "DELETE";
      case http::Method::options: return "OPTIONS";
      default: return "HEAD";
    }
  }

  void read_everything(const Asker& asker) {
    for (const Route& row : routes()) {
      if (row.method != http::Method::get || row.pattern == "/api/events") continue;  // that one has no end: see below
      for (const std::string& address : addresses_of(std::string(row.pattern), row.pattern)) {
        const std::string where = fmt::format("GET {} as {}", address, asker.name);
        const HttpAnswer answer = ask("GET", address, asker);
        EXPECT_NE(answer.status, 500) << where;
        look_through(answer, where);
      }
    }
  }

  /// What changes something answers too.
  void change_everything(const std::string& role) {
    const std::string body = R"({"reason":"to look at it","ground":"released","covers":[]})";
    for (const Route& row : routes()) {
      if (row.method == http::Method::get) continue;
      for (const std::string& address : addresses_of(std::string(row.pattern), row.pattern)) {
        if (role == "admin" && row.pattern == "/api/photos/{id}/origin") continue;   // the one that may tell
        const Asker asker = role.empty() ? Asker{"nobody", {}, {}} : sign_in(role);  // some rows end the session
        const std::string where = fmt::format("{} {} as {}", word_of(row.method), address, asker.name);
        const bool takes_body = row.method != http::Method::options && row.method != http::Method::del;
        const HttpAnswer answer = ask(word_of(row.method), address, asker, takes_body ? body : "");
        EXPECT_NE(answer.status, 500) << where;
        look_through(answer, where);
      }
    }
  }

  std::string events_as(const Asker& asker) {
    HttpClient page = client();
    EXPECT_TRUE(page.connect());
    EXPECT_TRUE(page.send(
        fmt::format("GET /api/events?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n", serving_->port(), asker.cookie)));
    EXPECT_TRUE(page.wait_for("event: photo.origin_unsealed", 20 * tests::test_patience()));
    page.finish_sending();
    page.abort();
    return page.read_to_end();
  }

  // From the middle: the first bytes are tables that all JPEG files share.
  const std::string thumbnail_ = tests::telling_thumbnail().substr(tests::telling_thumbnail().size() / 2, 24);
  ingest::Activity activity_, silent_;
  std::vector<std::string> submissions_, photos_;
  std::string upload_;
  int posted_ = 0;
  int asked_ = 0;
  int pictures_ = 0;
};

TEST_F(HandedOut, HoldsNothingOfWhatCamerasWrite) {
  std::map<std::string, std::string> files{{"a.jpg", tests::telling_jpeg(6)}, {"b.png", telling_png()}, {"c.webp", telling_webp()}};
  const std::string heic = tests::quarters_heif(tests::HeifKind::heic, 640, 320, 0, tests::tiff_of({}));
  if (!heic.empty()) files["d.heic"] = heic;
  for (const auto& [name, bytes] : files) {
    EXPECT_NE(bytes.find("A maker of cameras"), std::string::npos) << "the test looks for what is there: " << name;
    ASSERT_NO_FATAL_FAILURE(post(activity_, "1", name, bytes));
    ASSERT_NO_FATAL_FAILURE(post(silent_, "2", name, bytes));
  }
  ASSERT_NO_FATAL_FAILURE(begin_upload(tests::telling_jpeg()));
  ASSERT_NO_FATAL_FAILURE(wait_for_photos());
  ASSERT_EQ(photos_.size(), 2 * files.size());

  const Asker admin = sign_in("admin");
  const HttpAnswer told = ask("POST", fmt::format("/api/photos/{}/origin", photos_[0]), admin, R"({"reason":"to place it"})");
  EXPECT_EQ(told.body,
            R"({"taken_at":"2008-10-22T16:28:39","place":{"latitude":4.346745E1,"longitude":1.188513E1,"accuracy_metres":null}})");
  EXPECT_EQ(told.header("cache-control"), "private, no-store");
  EXPECT_EQ(ask("POST", fmt::format("/api/photos/{}/origin", photos_[1]), admin, R"({"reason":"to place it"})").status, 404)
      << "its form asks for nothing";

  read_everything({"nobody", {}, {}});
  for (const char* role : {"stranger", "facilitator", "auditor", "admin"}) read_everything(sign_in(role));
  for (const char* role : {"", "stranger", "facilitator", "auditor", "admin"}) change_everything(role);
  // What was changed has withdrawn and erased much of it: others come after.
  for (const auto& [name, bytes] : files) {
    ASSERT_NO_FATAL_FAILURE(post(activity_, "1", name, bytes));
    ASSERT_NO_FATAL_FAILURE(post(silent_, "2", name, bytes));
  }
  ASSERT_NO_FATAL_FAILURE(wait_for_photos());
  for (const char* role : {"facilitator", "auditor"}) read_everything(sign_in(role));
  look_through(events_as(sign_in("facilitator")), "the live events");
  serving_->stop();
  look_through(testing::internal::GetCapturedStderr(), "the log");
  EXPECT_GT(asked_, 500);
  EXPECT_GT(pictures_, 100);
}

}  // namespace
}  // namespace cityaudit::server
