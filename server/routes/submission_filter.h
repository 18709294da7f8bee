#pragma once
// The filter of lists of submissions as an address writes it (docs/api.yaml, SubmissionFilter). Pure until resolve().

#include "base/result.h"
#include "ingest/submission_list.h"
#include "server/http/request.h"

#include <string>

namespace cityaudit::server::handlers {

class WantedSubmissions {
 public:
  /// invalid ("request.fields") with every parameter that cannot be used.
  static Result<WantedSubmissions> of(const http::Request& request, ingest::AuditId audit);

  /// With the areas and stops of the audit, for whoever reads; a code that names nothing any more finds nothing.
  ingest::SubmissionFilter resolve(store::Transaction& tx, ingest::AccountId reader) const;

  std::size_t count = 50;
  bool with_counts = false;
  std::vector<Uuid> only;  // these alone, whatever else is asked
  ingest::AuditId audit() const { return filter_.audit; }
  const std::vector<std::string>& words() const { return filter_.words; }

 private:
  void read_texts(const http::Request& request);
  void read_page(const http::Request& request, Error& faults);
  void read_flags(const http::Request& request, Error& faults);
  void read_times(const http::Request& request, Error& faults);

  ingest::SubmissionFilter filter_;  // but for the facets of places
  std::string area_;
  bool mine_ = false;
  std::string stop_;  // with its walk, as codes repeat: "walk-p7/p7-3"
};

}  // namespace cityaudit::server::handlers
