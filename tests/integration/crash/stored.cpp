#include "tests/integration/crash/stored.h"

#include "store/disk/disk_blob_store.h"
#include "store/sqlite/database.h"

#include <fmt/format.h>
#include <cstdlib>

namespace cityaudit::tests {

namespace {

constexpr std::size_t faults_max = 20;

struct Row {
  std::size_t current = 0;  // rows that no other replaces
  Sha256 xml_said;
  Sha256 xml_is;
  std::map<std::string, Sha256> files;
};

Result<std::map<std::string, Row>> read_rows(store::Database& database) {
  return database.read([](store::Transaction& tx) -> Result<std::map<std::string, Row>> {
    std::map<std::string, Row> rows;
    auto submissions = tx.query("SELECT instance_id, xml_sha256, xml FROM submission WHERE replaced_by_id IS NULL");
    while (submissions.next()) {
      auto& row = rows[submissions.string(0)];
      ++row.current;
      row.xml_said = submissions.sha256(1);
      row.xml_is = sha256(submissions.blob(2));
    }
    auto files = tx.query(
        "SELECT s.instance_id, a.name, a.sha256 FROM attachment a JOIN submission s ON s.id = a.submission_id "
        "WHERE a.sha256 IS NOT NULL AND s.replaced_by_id IS NULL");
    while (files.next()) rows[files.string(0)].files[files.string(1)] = files.sha256(2);
    return rows;
  });
}

}  // namespace

Result<std::vector<std::string>> compare_with_book(const std::filesystem::path& data_folder, const std::map<std::string, Sent>& book,
                                                   std::size_t& stored) {
  CITYAUDIT_TRY(database, store::sqlite::open({.path = data_folder / "cityaudit.db"}));
  std::shared_ptr<store::KeyFile> keys;
  if (const char* const key_file = std::getenv("CITYAUDIT_KEY_FILE")) {
    CITYAUDIT_TRY(opened, store::KeyFile::open(key_file));
    keys = opened;
  }
  CITYAUDIT_TRY(blobs, store::open_disk_blob_store(data_folder / "blobs", 0, keys));
  CITYAUDIT_TRY(rows, read_rows(*database));
  stored = rows.size();
  std::vector<std::string> faults;
  const auto fault = [&](const std::string& instance, std::string_view what) {
    if (faults.size() < faults_max) faults.push_back(fmt::format("{}: {}", instance, what));
  };
  for (const auto& [instance, row] : rows) {
    if (row.current != 1) fault(instance, fmt::format("stands {} times", row.current));
    if (row.xml_is != row.xml_said) fault(instance, "the stored XML is not what its digest says");
  }
  for (const auto& [instance, sent] : book) {
    const auto row = rows.find(instance);
    if (row == rows.end()) {
      fault(instance, "was acknowledged and is lost");
      continue;
    }
    if (row->second.xml_is != sent.xml) fault(instance, "the stored XML is not what was sent");
    for (const auto& [name, digest] : sent.files) {
      const auto file = row->second.files.find(name);
      if (file == row->second.files.end()) {
        fault(instance, "a photo was acknowledged and is lost");
      } else if (file->second != digest) {
        fault(instance, "the photo's row names other bytes");
      } else if (const auto intact = blobs->is_intact(digest); !intact || !*intact) {
        fault(instance, "the photo's bytes are missing or changed");
      }
    }
  }
  return faults;
}

}  // namespace cityaudit::tests
