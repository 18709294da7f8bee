#include "ingest/draft_tests.h"

#include <boost/json.hpp>

namespace cityaudit::ingest {
namespace {

std::string problems_json(const std::vector<Problem>& problems) {
  boost::json::array out;
  for (const Problem& problem : problems) {
    boost::json::object arguments;
    for (const MessageArgument& argument : problem.arguments) arguments[argument.name] = argument.value;
    out.push_back({{"code", problem.code}, {"path", problem.path}, {"repeat", problem.repeat}, {"arguments", std::move(arguments)}});
  }
  return boost::json::serialize(out);
}

std::int64_t put_row(store::Transaction& tx, FormId form, const JudgedSubmission& submission) {
  return *tx.integer(
      "INSERT INTO draft_submission (form_key, instance_id, form_version, received_at, problems, xml_sha256, xml) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (form_key, instance_id) DO UPDATE SET form_version = $3, received_at = $4, "
      "problems = $5, xml_sha256 = $6, xml = $7 RETURNING id",
      form, submission.head.instance_id, submission.head.form_version, submission.received_at, problems_json(submission.problems),
      submission.xml_sha256, bytes_of(submission.xml));
}

}  // namespace

Result<Receipt> DraftTests::receive(const JudgedSubmission& submission, const std::vector<ReceivedFile>& files) {
  const DraftInTest& draft = *submission.intake->draft;
  return database_.write([&](store::Transaction& tx) -> Result<Receipt> {
    const auto form_id =
        tx.text("SELECT m.form_id FROM form_draft d JOIN form m ON m.id = d.form_key WHERE d.form_key = $1 AND d.uuid = $2", draft.form,
                draft.uuid);
    if (!form_id) return Error(ErrorKind::not_found, "link.unknown");
    const bool known =
        tx.integer("SELECT 1 FROM draft_submission WHERE form_key = $1 AND instance_id = $2", draft.form, submission.head.instance_id)
            .has_value();
    const std::int64_t id = put_row(tx, draft.form, submission);
    for (const ReceivedFile& file : files)
      tx.execute(
          "INSERT INTO draft_submission_file (draft_submission_id, name, sha256, bytes, media_type) VALUES ($1, $2, $3, $4, $5) "
          "ON CONFLICT (draft_submission_id, name) DO UPDATE SET sha256 = $3, bytes = $4, media_type = $5",
          id, file.name, file.blob.sha256, file.blob.bytes, file.media_type);
    std::int64_t present = 0;
    for (const ExpectedAttachment& file : submission.expected)
      if (tx.integer("SELECT 1 FROM draft_submission_file WHERE draft_submission_id = $1 AND name = $2", id, file.file_name)) ++present;
    events_.append(tx, form_event("form.tested", draft.form, submission.intake->activity.audit, *form_id, submission.head.form_version,
                                  "participant", clock_.now()));
    return Receipt{
        {}, uuid_of_instance(submission.head.instance_id), !known, static_cast<std::int64_t>(submission.expected.size()), present};
  });
}

Result<std::vector<DraftTest>> DraftTests::list(FormId form, std::size_t count_max) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<DraftTest>> {
    std::vector<DraftTest> out;
    store::Rows rows = tx.query(
        "SELECT s.instance_id, s.form_version, s.received_at, s.problems, (SELECT count(*) FROM draft_submission_file f WHERE "
        "f.draft_submission_id = s.id) FROM draft_submission s WHERE s.form_key = $1 ORDER BY s.received_at DESC, s.id DESC LIMIT $2",
        form, count_max);
    while (rows.next()) out.push_back({rows.string(0), rows.string(1), {rows.integer(2)}, rows.string(3), rows.integer(4)});
    return out;
  });
}

Result<> DraftTests::erase_all(const FormDraft& draft, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM draft_submission_file WHERE draft_submission_id IN (SELECT id FROM draft_submission WHERE form_key = $1)",
               draft.form);
    if (tx.execute("DELETE FROM draft_submission WHERE form_key = $1", draft.form) == 0) return {};
    events_.append(tx, form_event("form.tests_erased", draft.form, draft.audit, draft.form_id, draft.version, actor, clock_.now()));
    return {};
  });
}

}  // namespace cityaudit::ingest
