// What the server says it has of a submission: to its sender by the link, to staff in the submission.
#include "tests/integration/server/routes/fixture.h"
#include "tests/support/ingest_fixture.h"

namespace cityaudit::server::tests {
namespace {

class ReceiptRoutes : public RoutesFixture {
 protected:
  static constexpr const char* instance = "uuid:00000000-0000-4000-8000-00000000000c";
  Answer receipt(const std::string& instance_id = instance) { return get("/p/" + token + "/receipts/" + instance_id, {}); }

  Uuid receive_without_photo(const std::string& instance_id = instance) {
    cityaudit::tests::SmallAnswers answers;
    answers.instance_id = instance_id;
    answers.photo = "a.jpg";
    const auto intake = domain->activities.find_by_token(token).value();
    const std::string xml = cityaudit::tests::small_instance(answers);
    return domain->submissions.receive(ingest::judge(intake, xml, domain->clock.now(), 7 * millis_per_day, {}).value(), {}).value().uuid;
  }
};

TEST_F(ReceiptRoutes, TellTheSenderWhatIsThereAndWhatIsNot) {
  receive_without_photo();
  const auto upload = domain->uploads.create(activity, {instance, "a.jpg", "image/jpeg", 10, std::nullopt}).value();
  ASSERT_TRUE(domain->uploads.acknowledge(upload.uuid, 4));
  const Answer waiting = receipt();
  ASSERT_EQ(waiting.status, 200u) << waiting.text();
  auto value = waiting.json();
  EXPECT_EQ(value.at("expected"), 1);
  EXPECT_EQ(value.at("present"), 0);
  EXPECT_EQ(value.at("last_received_at"), nullptr);
  EXPECT_EQ(value.at("files").at(0).at("name"), "a.jpg");
  EXPECT_EQ(value.at("files").at(0).at("present"), false);
  EXPECT_EQ(value.at("files").at(0).at("bytes"), 4);
  EXPECT_EQ(value.at("files").at(0).at("bytes_expected"), 10);
  EXPECT_EQ(value.at("files").at(0).at("sha256"), nullptr);

  receive(instance, {{"a.jpg", "photo"}});
  value = receipt().json();
  EXPECT_EQ(value.at("present"), 1);
  EXPECT_EQ(value.at("last_received_at"), value.at("files").at(0).at("received_at"));
  EXPECT_EQ(value.at("files").at(0).at("bytes"), 5);
  EXPECT_EQ(value.at("files").at(0).at("bytes_expected"), nullptr);
  EXPECT_EQ(value.at("files").at(0).at("sha256"), boost::json::value(to_hex(sha256(bytes_of("photo")))));
}

TEST_F(ReceiptRoutes, TellNobodyElse) {
  const Uuid submission = receive_without_photo();
  ingest::NewActivity opening;
  opening.code = "other";
  opening.instrument = "walk";
  const auto form = domain->forms.load(domain->activities.find_by_token(token).value()->form->id).value();
  const auto other = domain->activities.open(audit, opening, *form).value();
  EXPECT_EQ(get("/p/" + domain->activities.token(other) + "/receipts/" + instance, {}).status, 404u);
  EXPECT_EQ(get("/p/no-such-token/receipts/" + std::string(instance), {}).status, 404u);
  EXPECT_EQ(receipt("uuid:00000000-0000-4000-8000-00000000000d").status, 404u);
  EXPECT_EQ(receipt(to_string(submission)).status, 404u) << "the id that staff see is no instanceID";
  receive_without_photo("form-1");
  EXPECT_EQ(receipt("form-1").status, 404u) << "an identifier that can be guessed";
  ASSERT_TRUE(domain->submissions.withdraw(submission, "system"));
  EXPECT_EQ(receipt().status, 404u);
}

TEST_F(ReceiptRoutes, AReplacedLinkStillTells) {
  receive_without_photo();
  ASSERT_TRUE(domain->activities.replace_link(activity.id));
  EXPECT_EQ(receipt().status, 200u) << "it still takes what phones send";
}

TEST_F(ReceiptRoutes, StaffSeeTheSame) {
  const Uuid submission = receive_without_photo();
  const Person person = staff("facilitator");
  const auto listed = [&] { return get("/api/audits/" + audit.slug + "/submissions", person).json().at("items").at(0).at("attachments"); };
  EXPECT_EQ(listed(), (boost::json::value{{"expected", 1}, {"present", 0}, {"missing", 1}, {"last_received_at", nullptr}}));
  receive(instance, {{"a.jpg", "photo"}});
  EXPECT_EQ(listed().at("missing"), 0);
  EXPECT_TRUE(listed().at("last_received_at").is_string());
  const auto detail = get("/api/submissions/" + to_string(submission), person).json();
  EXPECT_EQ(detail.at("attachments"), listed());
  EXPECT_EQ(detail.at("files"), receipt().json().at("files"));
}

}  // namespace
}  // namespace cityaudit::server::tests
