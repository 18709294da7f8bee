#pragma once
// What is sent in to try a draft: kept apart from everything that counts, listed beside the draft, erased with it.
// Thread-safe; calls block.

#include "ingest/form_drafts.h"
#include "ingest/submissions.h"

namespace cityaudit::ingest {

struct DraftTest {
  std::string instance_id;
  std::string form_version;
  UtcMillis received_at;
  std::string problems;  // JSON: [{code, path, arguments}]
  std::int64_t files = 0;
};

class DraftTests {
 public:
  DraftTests(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// The same instance again replaces what was there: a draft changes under its testers. not_found ("link.unknown") when the draft
  /// has gone meanwhile.
  Result<Receipt> receive(const JudgedSubmission& submission, const std::vector<ReceivedFile>& files);
  /// Newest first.
  Result<std::vector<DraftTest>> list(FormId form, std::size_t count_max);
  Result<> erase_all(const FormDraft& draft, std::string_view actor);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
