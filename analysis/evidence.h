#pragma once
// From a figure down to what it is made of: single answers, photos and words. Thread-safe; calls block.
//
// What is withdrawn is left out at once, even before the aggregates have followed.

#include "analysis/cell_table.h"
#include "ingest/form_versions.h"
#include "ingest/photos.h"

namespace cityaudit::analysis {

/// One observation as people read it.
struct Evidence {
  std::string id;  // "<submission's uuid>:<seq>"
  ingest::SubmissionId submission_key;
  Uuid submission;
  ingest::ActivityId activity;
  std::string instrument;
  std::string participant;  // code, a claim; may be empty
  UtcMillis at;
  std::string theme;      // as the item or the participant named it
  std::int64_t area = 0;  // 0: none known
  std::string stop_code;  // empty: none known
  ingest::Localized stop_name;
  std::string item;  // path in its form
  ingest::Localized item_label;
  std::string role;               // score, photo, comment, polarity
  std::string value;              // as filled in
  ingest::Localized value_label;  // of a choice; empty otherwise
  std::optional<double> score;    // points 0..100
  std::string polarity;           // up, down, mixed, neutral or empty
  std::string quote;              // the participant's own words; may be empty
  ReviewClass review = ReviewClass::none;
  std::string photo_name;  // attachment; may be empty
  std::optional<ingest::Photo> photo;
};

struct EvidenceQuery {
  ingest::AuditId audit = {};
  std::string theme = {};         // of either level; of level 1 with everything below it
  std::int64_t area = all_areas;  // an id, 0 or all_areas
  Counted counted = Counted::approved;
  bool words_only = false;  // photos and comments, no ratings
  std::string cursor = {};  // of the page before; empty: from the start
  std::size_t count = 50;
};

struct EvidencePage {
  std::vector<Evidence> items;  // by theme, area and submission
  std::string next_cursor;      // empty: that was all
};

/// invalid ("evidence.cursor_unusable") for a cursor that this did not give out.
Result<EvidencePage> evidence(store::Database& database, ingest::FormVersions& forms, const EvidenceQuery& query);

}  // namespace cityaudit::analysis
