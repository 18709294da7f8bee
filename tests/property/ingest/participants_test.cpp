// Random histories of people who are invited, come by the poster, type codes, come back, are linked and revoked.

#include "tests/support/people_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

namespace cityaudit::ingest {
namespace {

constexpr std::int64_t places = 8;

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  void step() {
    switch (pick(9)) {
      case 0: keep(world_.make(1 + pick(3))); break;
      case 1: join(uuid_v4()); break;
      case 2:
        if (!phones_.empty()) join(any(phones_));
        break;
      case 3: send(world_.activities.token(world_.activity)); break;
      case 4:
        if (!tokens_.empty()) send(any(tokens_));
        break;
      case 5:
        if (!people_.empty()) {
          ASSERT_TRUE(world_.participations.revoke(any(people_).uuid, "x"));
        }
        break;
      case 6: print(); break;
      case 7: come_back(); break;
      case 8: link(); break;
      default: break;
    }
  }

  void check() {
    EXPECT_EQ(world_.count("SELECT count(*) FROM participation WHERE via = 'link' AND revoked_at IS NULL") <= places, true);
    EXPECT_EQ(world_.count("SELECT count(*) - count(DISTINCT wave_id || code) FROM participation"), 0);
    // Whoever came by a personal link is who the link says.
    for (const auto& [instance, token] : sent_) {
      const auto intake = world_.activities.find_by_token(token).value();
      const std::string of_instance = fmt::format("FROM submission WHERE instance_id = '{}'", instance);
      if (!intake->participation) continue;
      EXPECT_EQ(world_.count("SELECT participation_id " + of_instance), intake->participation.value);
      EXPECT_EQ(world_.count("SELECT attached_by = 'link' " + of_instance), 1);
    }
    // A person sees what is proved to be theirs and nothing else.
    std::set<std::string> seen;
    for (const Participation& person : people_)
      for (const OwnSubmission& one : world_.own(person)) EXPECT_TRUE(seen.insert(one.instance_id).second);
    EXPECT_EQ(static_cast<std::int64_t>(seen.size()),
              world_.count("SELECT count(*) FROM submission WHERE attached_by IN ('link', 'phone', 'staff')"));
    // The revoked have no way in; everybody else has no more links than allowed.
    EXPECT_EQ(world_.count("SELECT count(*) FROM link l JOIN participation p ON p.id = l.participation_id WHERE p.revoked_at IS NOT NULL "
                           "AND l.revoked_at IS NULL"),
              0);
    EXPECT_LE(world_.count("SELECT max(n) FROM (SELECT count(*) AS n FROM link WHERE kind = 'personal' AND revoked_at IS NULL GROUP BY "
                           "participation_id)"),
              tests::PeopleFixture::links_max);
    // One human's participations carry the smallest of their ids.
    EXPECT_EQ(world_.count("SELECT count(*) FROM participation p WHERE person_key IS NOT NULL AND person_key <> (SELECT min(q.id) FROM "
                           "participation q WHERE q.person_key = p.person_key)"),
              0);
    EXPECT_EQ(world_.count("SELECT count(*) FROM (SELECT 1 FROM participation WHERE person_key IS NOT NULL GROUP BY person_key HAVING "
                           "count(*) < 2)"),
              0);
  }

 private:
  std::int64_t pick(std::int64_t below) { return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random_); }
  template <class T>
  const T& any(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(pick(static_cast<std::int64_t>(all.size())))];
  }

  void keep(const std::vector<Participation>& made) { people_.insert(people_.end(), made.begin(), made.end()); }

  void join(const std::string& phone) {
    std::vector<std::string> mine;
    if (!sent_.empty() && pick(2) == 0) mine.push_back(any(sent_).first);
    const auto joined = world_.join(phone, mine);
    if (!joined) {
      EXPECT_TRUE(joined.error().code == "join.full" || joined.error().code == "join.ended") << joined.error().code;
      return;
    }
    if (std::find(phones_.begin(), phones_.end(), phone) != phones_.end()) return;
    phones_.push_back(phone);
    tokens_.push_back(joined->token);
    people_.push_back(joined->participation);
  }

  void send(const std::string& token) {
    tests::SmallAnswers answers;
    answers.instance_id = "uuid:" + uuid_v4();
    answers.code = pick(2) == 0 ? "" : fmt::format("WA{:02}", 1 + pick(20));
    ASSERT_TRUE(world_.send(token, answers));
    sent_.emplace_back(answers.instance_id, token);
    // A typed code may have made somebody.
    const auto newest = [](store::Transaction& tx) -> Result<std::optional<Participation>> {
      return find_participation(tx, ParticipationId{tx.integer("SELECT max(id) FROM participation").value_or(0)});
    };
    const auto found = world_.database->read(newest).value();
    if (found && found->via == "code" && (people_.empty() || people_.back().id != found->id)) people_.push_back(*found);
  }

  void print() {
    if (people_.empty()) return;
    const Participation& person = any(people_);
    const auto made = world_.links.make(world_.audit.id, {&person.uuid, 1}, static_cast<EndedLinks>(pick(3)), "x");
    if (made)
      tokens_.push_back(made->front().token);
    else
      EXPECT_EQ(made.error().code, "participant.revoked");
  }

  void come_back() {
    if (people_.empty()) return;
    const Participation& person = any(people_);
    const auto digits = world_.return_codes.make(person.id, "participant");
    if (!digits) return;
    const auto back = world_.return_codes.redeem(*digits);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->participation.id, person.id);
    tokens_.push_back(back->token);
  }

  void link() {
    if (people_.size() < 2) return;
    const Uuid one = any(people_).uuid, other = any(people_).uuid;
    if (pick(3) == 0) {
      ASSERT_TRUE(world_.linked.unlink(one, "x"));
    } else if (one != other) {
      ASSERT_TRUE(world_.linked.link(one, other, "x"));
    }
  }

  std::mt19937 random_;
  tests::PeopleFixture world_{places};
  std::vector<Participation> people_;
  std::vector<std::string> tokens_, phones_;
  std::vector<std::pair<std::string, std::string>> sent_;  // instanceID, token
};

TEST(ParticipantsProperty, HoldOverRandomHistories) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    History history(seed);
    for (int step = 0; step < 60; ++step) history.step();
    history.check();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace cityaudit::ingest
