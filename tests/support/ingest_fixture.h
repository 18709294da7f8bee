#pragma once
// A migrated store with the nouns of ingest over it, a small published form and one open activity.

#include "ingest/photo_review.h"
#include "ingest/submissions.h"
#include "tests/support/store_fixture.h"

namespace cityaudit::tests {

/// One scored item, one comment, one photo, a typed code, a consent to analysis.
/// `keep`: what is kept of the photo's metadata, as in ca:keep; then it has a hint.
std::string small_form(std::string_view version = "1", std::string_view keep = {});

struct SmallAnswers {
  std::string instance_id = {};
  std::string version = "1";
  std::string code = "WA01";
  std::string lighting = "2";
  std::string comment = "A dark corner";
  std::string photo = {};       // a file name or empty
  std::string people = "none";  // of the photo
  std::string consent = "yes";
  std::string deprecated_id = {};
};
std::string small_instance(const SmallAnswers& answers);

struct IngestFixture : StoreFixture {
  IngestFixture();

  ManualClock clock;
  ingest::Events events;
  ingest::LinkKey key = ingest::LinkKey::of("a key for tests");
  ingest::Audits audits{*database, events, clock};
  ingest::FormVersions forms{*database, events, clock, {}};
  ingest::Activities activities{*database, events, clock, forms, key};
  ingest::Submissions submissions{*database, events, clock};
  ingest::Photos photos{*database, events, clock};
  ingest::PhotoReview review{*database, events, clock};
  ingest::Jobs jobs{*database, clock, 60'000, 3};
  ingest::Audit audit;
  ingest::Activity activity;

  std::shared_ptr<const ingest::IntakeActivity> intake();
  /// Judged and stored, now.
  Result<ingest::Receipt> receive(const std::string& xml, const std::vector<ingest::ReceivedFile>& files = {});
  ingest::ReceivedFile file(const std::string& name, std::string_view bytes, bool photo = true);
  std::vector<std::string> event_types();
  std::int64_t count(std::string_view sql);
};

}  // namespace cityaudit::tests
