#pragma once
// The composition root: every object of the running server, made in order, by hand. Handlers get it whole.
// Members are thread-safe by themselves unless they say otherwise.

#include "base/messages.h"
#include "base/settings.h"
#include "ingest/attached_submissions.h"
#include "ingest/audit_themes.h"
#include "ingest/consent_texts.h"
#include "ingest/consents.h"
#include "ingest/corrections.h"
#include "ingest/doomed_files.h"
#include "ingest/draft_tests.h"
#include "ingest/form_releases.h"
#include "ingest/identities.h"
#include "ingest/joining.h"
#include "ingest/memberships.h"
#include "ingest/photo_erasure.h"
#include "ingest/photo_releases.h"
#include "ingest/photo_review.h"
#include "ingest/return_codes.h"
#include "ingest/review_comments.h"
#include "ingest/submission_erasure.h"
#include "ingest/submissions.h"
#include "ingest/uploads.h"
#include "ingest/walks.h"
#include "ingest/waves.h"
#include "ingest/word_covers.h"
#include "server/data_folder.h"
#include "store/blob_store.h"
#include "store/database.h"
#include "store/key_ring.h"

#include <atomic>
#include <memory>

namespace cityaudit::server {

/// What the commands (open, links, submissions, verify ...) need as well as the server: the data and its nouns.
struct Domain {
  /// Opens the data folder. `migrate` only for the process that holds the folder's lock.
  static Result<std::unique_ptr<Domain>> open(const Settings& settings, const DataFolder& folder, bool migrate);

  Domain(const Settings& settings, const DataFolder& folder, Messages texts, std::unique_ptr<store::Database> opened_database,
         std::unique_ptr<store::BlobStore> opened_blobs, ingest::LinkKey key, std::shared_ptr<store::KeyFile> data_keys);

  const Settings& settings;
  const DataFolder folder;
  const Messages messages;
  const SystemClock clock;
  const std::unique_ptr<store::Database> database;
  const std::unique_ptr<store::BlobStore> blobs;
  const ingest::LinkKey link_key;
  const std::shared_ptr<store::KeyFile> keys;  // null without a key file
  ingest::Events events;
  ingest::Audits audits;
  ingest::Memberships memberships;
  ingest::Walks walks;
  ingest::Waves waves;
  ingest::AuditThemes themes;
  ingest::FormVersions forms;
  ingest::FormDrafts form_drafts;
  ingest::FormReleases form_releases;
  ingest::DraftTests draft_tests;
  ingest::Activities activities;
  ingest::Participations participations;
  ingest::LinkedParticipations linked_participations;
  ingest::PersonalLinks personal_links;
  ingest::Joining joining;
  ingest::ReturnCodes return_codes;
  ingest::AuthorCredits author_credits;
  ingest::Identities identities;
  ingest::Submissions submissions;
  ingest::Review review;
  ingest::ReviewComments review_comments;
  ingest::Corrections corrections;
  ingest::WordCovers word_covers;
  ingest::Uploads uploads;
  ingest::Photos photos;
  ingest::PhotoReview photo_review;
  ingest::PhotoErasure photo_erasure;
  ingest::DoomedFiles doomed_files;
  ingest::Consents consents;
  ingest::ConsentTexts consent_texts;
  ingest::PhotoReleases photo_releases;
  ingest::Withdrawals withdrawals;
  ingest::SubmissionErasure submission_erasure;
  ingest::Jobs jobs;
};

/// Where people find this server: "https://audit.example.org", without a slash at the end.
struct PublicAddress {
  std::string url;
  bool is_https() const { return url.starts_with("https://"); }
  std::string page(std::string_view token) const { return url + "/p/" + std::string(token); }
  std::string openrosa(std::string_view token, std::int64_t audit_number) const {
    return url + "/v1/key/" + std::string(token) + "/projects/" + std::to_string(audit_number);
  }
};

}  // namespace cityaudit::server
