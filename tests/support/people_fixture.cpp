#include "tests/support/people_fixture.h"

namespace cityaudit::tests {

std::vector<ingest::Participation> PeopleFixture::make(std::int64_t count, const std::string& prefix) {
  ingest::NewParticipants wanted;
  wanted.count = count;
  wanted.prefix = prefix;
  return participations.make(activity, wanted, "system").value();
}

std::string PeopleFixture::link_of(const ingest::Participation& participation, ingest::EndedLinks earlier) {
  return links.make(audit.id, {&participation.uuid, 1}, earlier, "system").value().front().token;
}

Result<ingest::Joined> PeopleFixture::join(std::string_view join_id, std::vector<std::string> instances) {
  return joining.join(*intake(), {join_id, "cs", instances});
}

Result<ingest::Receipt> PeopleFixture::send(std::string_view token, const SmallAnswers& answers) {
  CITYAUDIT_TRY(found, activities.find_by_token(token));
  const std::string xml = small_instance(answers);
  CITYAUDIT_TRY(judged, ingest::judge(found, xml, clock.now(), 7 * millis_per_day, {}));
  return submissions.receive(judged, {});
}

std::vector<ingest::OwnSubmission> PeopleFixture::own(const ingest::Participation& participation) {
  const auto read = [&](store::Transaction& tx) -> Result<std::vector<ingest::OwnSubmission>> {
    return ingest::own_submissions(tx, participation.id, 100);
  };
  return database->read(read).value();
}

ingest::ParticipantLine PeopleFixture::line(const ingest::Participation& participation) {
  const auto read = [&](store::Transaction& tx) -> Result<ingest::ParticipantLine> {
    return *ingest::participant_line(tx, participation.uuid);
  };
  return database->read(read).value();
}

PeopleFixture::Staff PeopleFixture::account(const std::string& name) {
  const Uuid uuid = random_uuid();
  const auto write = [&](store::Transaction& tx) -> Result<ingest::AccountId> {
    return ingest::AccountId{
        *tx.integer("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, $3, 'admin', $4) RETURNING id", uuid,
                    name + "@example.org", name, clock.now())};
  };
  return {database->write(write).value(), uuid};
}

}  // namespace cityaudit::tests
