#pragma once
// The small walk of tests/support/ingest_fixture.h with the people who take part in it.

#include "ingest/attached_submissions.h"
#include "ingest/identities.h"
#include "ingest/joining.h"
#include "ingest/own_submissions.h"
#include "ingest/participant_list.h"
#include "ingest/return_codes.h"
#include "tests/support/ingest_fixture.h"

namespace cityaudit::tests {

struct PeopleFixture : IngestFixture {
  explicit PeopleFixture(std::int64_t people_max = 50) : joining(*database, events, clock, key, participations, links, people_max) {}

  static constexpr std::int64_t links_max = 3;
  ingest::Participations participations{*database, events, clock, 100};
  ingest::PersonalLinks links{*database, events, clock, links_max};
  ingest::Joining joining;
  ingest::ReturnCodes return_codes{*database, events, clock, key, links};
  ingest::Identities identities{*database, events, clock};
  ingest::LinkedParticipations linked{*database, events, clock};

  std::vector<ingest::Participation> make(std::int64_t count = 1, const std::string& prefix = {});
  /// A personal link of that person, on paper.
  std::string link_of(const ingest::Participation& participation, ingest::EndedLinks earlier = ingest::EndedLinks::unused);
  Result<ingest::Joined> join(std::string_view join_id, std::vector<std::string> instances = {});
  /// What the small walk's form answers, sent by that link.
  Result<ingest::Receipt> send(std::string_view token, const SmallAnswers& answers);
  std::vector<ingest::OwnSubmission> own(const ingest::Participation& participation);
  ingest::ParticipantLine line(const ingest::Participation& participation);
  struct Staff {
    ingest::AccountId id;
    Uuid uuid;
  };
  Staff account(const std::string& name);
};

}  // namespace cityaudit::tests
