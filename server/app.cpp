#include "server/app.h"

#include "analysis/covered_words.h"
#include "server/data_keys.h"
#include "store/disk/disk_blob_store.h"
#include "store/migrations.h"
#include "store/sqlite/database.h"

namespace cityaudit::server {

Domain::Domain(const Settings& given_settings, const DataFolder& data_folder, Messages texts,
               std::unique_ptr<store::Database> opened_database, std::unique_ptr<store::BlobStore> opened_blobs, ingest::LinkKey key,
               std::shared_ptr<store::KeyFile> data_keys)
    : settings(given_settings),
      folder(data_folder),
      messages(std::move(texts)),
      database(std::move(opened_database)),
      blobs(std::move(opened_blobs)),
      link_key(std::move(key)),
      keys(std::move(data_keys)),
      audits(*database, events, clock),
      memberships(*database, events, clock),
      walks(*database),
      waves(*database, events, clock),
      themes(*database, events, clock, ingest::ThemeLimits::from(settings)),
      forms(*database, events, clock, ingest::FormLimits::from(settings)),
      form_drafts(*database, events, clock, link_key, forms),
      form_releases(*database, events, clock, forms),
      draft_tests(*database, events, clock),
      activities(*database, events, clock, forms, link_key),
      participations(*database, events, clock, settings.integer("people.participants_batch_max")),
      linked_participations(*database, events, clock),
      personal_links(*database, events, clock, settings.integer("people.personal_links_max")),
      joining(*database, events, clock, link_key, participations, personal_links, settings.integer("people.join_people_max")),
      return_codes(*database, events, clock, link_key, personal_links),
      author_credits(*database, events, clock),
      identities(*database, events, clock),
      submissions(*database, events, clock),
      review(*database, events, clock, settings.integer("review.undo_seconds")),
      review_comments(*database, events, clock),
      corrections(*database, events, clock, forms),
      word_covers(*database, events, clock, forms),
      uploads(*database, *blobs, submissions, clock, ingest::UploadLimits::from(settings)),
      photos(*database, events, clock),
      photo_review(*database, events, clock),
      photo_erasure(*database, events, clock),
      doomed_files(*database, *blobs, clock),
      consents(*database, events, clock),
      consent_texts(*database, events, clock, ingest::ConsentTextLimits::from(settings)),
      photo_releases(*database, events, clock),
      withdrawals(*database, events, clock, ingest::erase_after_millis(settings)),
      submission_erasure(*database, events, clock, link_key),
      jobs(*database, clock, settings.integer("media.lease_seconds") * millis_per_second, settings.integer("media.attempts_max")) {
  events.react(analysis::hide_covered_words);
  events.react([this](store::Transaction& tx, const ingest::Event& event) { consents.follow_attached(tx, event); });
}

Result<std::unique_ptr<Domain>> Domain::open(const Settings& settings, const DataFolder& folder, bool migrate) {
  if (!migrate && !std::filesystem::exists(folder.database()))
    return Error(ErrorKind::not_found, "data.not_there", "no database", {{"folder", folder.path.string()}});
  CITYAUDIT_TRY(messages, Messages::load());
  CITYAUDIT_TRY(keys, open_key_file(settings, folder));
  CITYAUDIT_CHECK(store::require_keys(folder.blobs(), keys.get()));
  CITYAUDIT_TRY(database, store::sqlite::open(store::sqlite::Options::from(settings, folder.database().string())));
  CITYAUDIT_CHECK(migrate ? store::migrate(*database) : store::require_current_schema(*database));
  CITYAUDIT_TRY(blobs, store::open_disk_blob_store(folder.blobs(), settings.integer("store.disk_reserve_bytes"), keys));
  CITYAUDIT_TRY(key, ingest::LinkKey::load_or_make(folder.link_key()));
  return std::make_unique<Domain>(settings, folder, std::move(messages), std::move(database), std::move(blobs), std::move(key), keys);
}

}  // namespace cityaudit::server
