#include "tests/integration/server/routes/fixture.h"

#include "base/text.h"
#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

Settings cheap_settings() {
  Settings settings = Settings::defaults();
  settings.set("people.password_memory_bytes", std::int64_t{65'536});
  settings.set("people.password_operations", std::int64_t{1});
  settings.set("people.sign_in_attempts_per_minute", std::int64_t{1000});
  settings.set("store.disk_reserve_bytes", std::int64_t{0});
  return settings;
}

}  // namespace

std::string Answer::text() const {
  if (const auto* whole = std::get_if<std::string>(&response.body)) return *whole;
  const auto* source = std::get_if<std::shared_ptr<http::BodySource>>(&response.body);
  if (!source) return {};
  std::string out(static_cast<std::size_t>((*source)->bytes()), '\0');
  const auto got = (*source)->read(0, {reinterpret_cast<unsigned char*>(out.data()), out.size()});
  EXPECT_TRUE(got);
  return out;
}

std::string Answer::code() const {
  const auto value = json();
  return std::string(value.at("code").as_string());
}

RoutesFixture::RoutesFixture() : settings(cheap_settings()) {
  domain = Domain::open(settings, DataFolder{folder.path()}, true).value();
  server = std::make_unique<Server>(*domain, PublicAddress{"http://127.0.0.1:8080"});
  server->live.start();
  dispatch = std::make_unique<Dispatch>(*server);
  observations = std::make_unique<analysis::Observations>(*domain->database, domain->forms, analysis::ObservationLimits::from(settings));
  reader = std::make_unique<ingest::LogReaderThread>(*domain->database, *observations);
  search = std::make_unique<analysis::SearchReader>(*domain->database, domain->forms, analysis::SearchLimits::from(settings));
  search_thread = std::make_unique<ingest::LogReaderThread>(*domain->database, *search);

  ingest::Audit wanted;
  wanted.slug = "test-city";
  wanted.title = {{"cs", "Zkušební město"}, {"en", "Test city"}};
  wanted.city = "Test";
  wanted.demonstration = true;
  audit = domain->audits.ensure(wanted).value();
  wanted.slug = "other-city";
  wanted.title = {{"en", "Other city"}};
  other_audit = domain->audits.ensure(wanted).value();
  ingest::Area area;
  area.code = "p7";
  area.kind = "locality";
  area.name = {{"cs", "Praha 7"}, {"en", "Prague 7"}};
  ingest::Walk walk;
  walk.code = "walk-p7";
  walk.name = {{"en", "Walk"}};
  walk.area = domain->audits.put_area(audit.id, area).value();
  const auto form = domain->forms.publish(cityaudit::tests::small_form()).value();
  ingest::NewActivity opening;
  opening.code = "walk";
  opening.instrument = "walk";
  opening.title = {{"cs", "Procházka"}, {"en", "Walk"}};
  opening.purpose = {{"en", "To see"}};
  opening.walk = domain->walks.put(audit.id, walk).value();
  activity = domain->activities.open(audit, opening, *form).value();
  token = domain->activities.token(activity);
}

/// A body in pieces of at most 1,000 bytes, as the transport gives them.
http::Response RoutesFixture::pour(const http::Plan& plan, http::Request& request, std::string_view body) {
  request.body.clear();
  auto body_reader = plan.begin(request);
  if (!body_reader) return dispatch->error_response(request, body_reader.error());
  for (std::size_t at = 0; at < body.size(); at += 1000) {
    if (at >= cut_after_bytes) return {};  // the reader goes as it does when the sender has gone
    if (const auto written = (*body_reader)->write(bytes_of(body.substr(at, 1000))); !written)
      return dispatch->error_response(request, written.error());
  }
  return (*body_reader)->finish();
}

Answer RoutesFixture::ask(http::Method method, std::string_view target, const Person& person, std::string_view body,
                          std::vector<http::Header> headers) {
  http::Request request;
  request.method = method;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string_view::npos)
    for (const std::string_view pair : split(target.substr(question + 1), '&')) {
      const auto equals = pair.find('=');
      request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
  request.headers = std::move(headers);
  if (!person.cookie.empty()) request.headers.push_back({"cookie", person.cookie});
  if (!person.csrf.empty()) request.headers.push_back({"x-csrf-token", person.csrf});
  if (!body.empty() && request.header("content-type").empty()) request.headers.push_back({"content-type", "application/json"});
  request.body = body;
  request.peer_address = from_loopback ? "127.0.0.1" : "192.0.2.7";
  request.from_loopback = from_loopback;
  request.secure = secure;
  request.host = "127.0.0.1:8080";
  request.request_id = "test";
  request.received_at = domain->clock.now();
  http::Plan plan = dispatch->plan(request);
  Answer answer;
  answer.response = plan.handle ? plan.handle(request) : pour(plan, request, body);
  answer.status = answer.response.status;
  return answer;
}

Person RoutesFixture::sign_in(ingest::AccountId account) {
  const std::string link = server->accounts.make_sign_in_link(account).value();
  const auth::NewSession session = server->accounts.sign_in_by_link(link, "127.0.0.1").value();
  return {"cityaudit_session=" + session.token, session.csrf_token};
}

Person RoutesFixture::member(ingest::AuditId of, ingest::MemberRole role, ingest::Capabilities capabilities) {
  static int number = 0;
  const auto account = server->accounts.add(fmt::format("member{}@example.org", ++number), "Member", "member").value();
  EXPECT_TRUE(domain->memberships.grant({of, account.id, role, capabilities}, {}, "system"));
  return sign_in(account.id);
}

Person RoutesFixture::staff(std::string_view role) {
  static int number = 0;
  if (role == "admin") return sign_in(server->accounts.add(fmt::format("admin{}@example.org", ++number), "Admin", role).value().id);
  if (role == "stranger") return member(other_audit.id, ingest::MemberRole::facilitator, ingest::every_capability);
  const ingest::MemberRole known = ingest::member_role_from(role).value();
  return member(audit.id, known, ingest::usual_capabilities(known));
}

Uuid RoutesFixture::receive(const std::string& instance_id, const std::map<std::string, std::string>& files, const std::string& code,
                            const std::string& lighting, const std::string& people) {
  cityaudit::tests::SmallAnswers answers;
  answers.instance_id = instance_id;
  answers.code = code;
  answers.lighting = lighting;
  answers.people = people;
  if (!files.empty()) answers.photo = files.begin()->first;
  const std::string xml = cityaudit::tests::small_instance(answers);
  const auto intake = domain->activities.find_by_token(token).value();
  const auto judged = ingest::judge(intake, xml, domain->clock.now(), 7 * millis_per_day, {}).value();
  std::vector<ingest::ReceivedFile> received;
  for (const auto& [name, bytes] : files) {
    auto writer = std::move(domain->blobs->create()).value();
    writer->write(bytes_of(bytes)).value();
    received.push_back({name, writer->commit().value(), "image/jpeg", true});
  }
  return domain->submissions.receive(judged, received).value().uuid;
}

void RoutesFixture::approve(const Uuid& submission) {
  ASSERT_TRUE(domain->submissions.review(submission, ingest::Decision::approve, {{}, "system"}, ""));
}

void RoutesFixture::catch_up() {
  ASSERT_TRUE(reader->catch_up());
  ASSERT_TRUE(search_thread->catch_up());
}

Uuid RoutesFixture::photo_of(const Uuid& submission) {
  return domain->database
      ->read([&](store::Transaction& tx) -> Result<Uuid> {
        store::Rows rows = tx.query("SELECT p.uuid FROM photo p JOIN submission s ON s.id = p.submission_id WHERE s.uuid = $1", submission);
        if (!rows.next()) return Error(ErrorKind::not_found, "photo.unknown");
        return rows.uuid(0);
      })
      .value();
}

std::string RoutesFixture::derive_photo(const Uuid& submission) {
  const std::string bytes = "small picture of " + to_string(submission);
  const Sha256 name = store::write_all(*domain->blobs, bytes).value();
  const Sha256 veil = store::write_all(*domain->blobs, "veil").value();
  const ingest::Photo photo = *domain->photos.find(photo_of(submission)).value();
  while (auto job = domain->jobs.claim(ingest::derive_job).value())
    if (job->subject_id == photo.id.value) {
      EXPECT_TRUE(domain->photos.mark_ready(*job, photo, {320, 240, false, name, name, veil}));
      break;
    }
  return bytes;
}

}  // namespace cityaudit::server::tests
