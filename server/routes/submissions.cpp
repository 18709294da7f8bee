// One submission with everything in it.

#include "analysis/submission_area.h"
#include "ingest/revisions.h"
#include "ingest/submission_list.h"
#include "ingest/submission_view.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/receipt_json.h"
#include "server/routes/review_detail.h"
#include "server/routes/submission_json.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

struct StoredProblem {
  std::string code;
  std::string path;
  std::vector<MessageArgument> arguments;
};

std::vector<StoredProblem> read_problems(store::Transaction& tx, ingest::SubmissionId submission) {
  std::vector<StoredProblem> out;
  store::Rows rows = tx.query("SELECT code, path, arguments FROM submission_problem WHERE submission_id = $1 ORDER BY seq", submission);
  while (rows.next()) {
    StoredProblem problem{rows.string(0), rows.string(1), {}};
    if (const std::size_t repeat = problem.path.find('#'); repeat != std::string::npos)
      problem.path = ingest::path_in_repeat(problem.path.substr(0, repeat), problem.path.substr(repeat + 1));
    json::error_code fault;
    const json::value arguments = json::parse(rows.text(2), fault);
    if (!fault && arguments.is_object())
      for (const auto& [name, value] : arguments.get_object())
        if (value.is_string()) problem.arguments.push_back({std::string(name), std::string(value.get_string())});
    out.push_back(std::move(problem));
  }
  return out;
}

/// A broken rule is told in the form's own words, in the reader's language where the form has it.
void localise_message(StoredProblem& problem, const ingest::FormDefinition& form, std::string_view language) {
  if (problem.code != "problem.constraint_failed") return;
  std::string path;  // without the numbers of repetitions
  bool counting = false;
  for (const char c : problem.path) {
    if (c == '[') counting = true;
    if (!counting) path += c;
    if (c == ']') counting = false;
  }
  const ingest::Bind* bind = form.find_bind(path);
  if (!bind || bind->constraint_message.empty()) return;
  problem.arguments = {{"message", std::string(bind->constraint_message.in(language))}};
}

struct DetailRead {
  ingest::ListedSubmission item;
  ingest::Activity activity;
  std::vector<ingest::Photo> photos;
  std::vector<ingest::FileReceipt> files;
  std::optional<ingest::AreaId> observed_area;
  ingest::AuditPlaces places;
  std::vector<StoredProblem> problems;
  ReviewDetail review;
};

/// The newest revision of it: whoever followed an older one finds what its sender made of it.
Result<ingest::ListedSubmission> find_newest(store::Transaction& tx, const Uuid& uuid, const Caller& caller) {
  const auto newest = ingest::newest_revision(tx, uuid);
  auto item = newest ? ingest::find_live(tx, *newest) : std::nullopt;
  if (!item) return Error(ErrorKind::not_found, "submission.unknown");
  const ingest::Reviewer reviewer = reviewer_of(caller);
  if (!ingest::is_shown_to(tx, item->id, reviewer.account, reviewer.role)) return Error(ErrorKind::conflict, "review.with_contact");
  return std::move(*item);
}

Result<DetailRead> read_detail(Server& server, const Uuid& uuid, const Caller& caller) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<DetailRead> {
    CITYAUDIT_TRY(item, find_newest(tx, uuid, caller));
    DetailRead read;
    const ingest::AuditId audit{tx.integer("SELECT audit_id FROM activity WHERE id = $1", item.activity).value_or(0)};
    const auto activities = ingest::Activities::of_audit(tx, audit);
    const ingest::Activity* activity = find_activity(activities, item.activity);
    if (!activity) return Error(ErrorKind::not_found, "submission.unknown");
    read.activity = *activity;
    read.item = std::move(item);
    read.photos = ingest::Photos::of_submission(tx, read.item.id);
    read.files = ingest::file_receipts(tx, read.item.id);
    read.observed_area = analysis::area_of_submission(tx, read.item.id);
    read.places = ingest::AuditPlaces::of(tx, audit);
    read.problems = read_problems(tx, read.item.id);
    read.review = read_review(tx, read.item, caller);
    return read;
  });
}

}  // namespace

Result<http::Response> get_submission(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(read, read_detail(server, uuid, caller));
  CITYAUDIT_TRY(form, server.domain.forms.load(read.item.form));
  auto view = view_submission(read.item, read.activity, *form, read.places, std::move(read.photos), true);
  complete_area(view, read.observed_area, read.places);
  json::object out = to_json(read.item, read.activity, *form, view, server.domain.messages, request);
  out["instance_id"] = read.item.instance_id;
  out["sha256"] = to_hex(read.item.xml_sha256);
  out["files"] = to_json(read.files);
  json::array answers;
  for (const ingest::ViewedAnswer& answer : view.answers) answers.push_back(to_json(answer));
  out["answers"] = std::move(answers);
  json::array problems;
  for (StoredProblem& problem : read.problems) {
    localise_message(problem, form->definition, request.language);
    problems.push_back(json::object{{"code", problem.code},
                                    {"path", text_or_null(problem.path)},
                                    {"text", server.domain.messages.format(request.language, problem.code, problem.arguments)}});
  }
  out["problem_list"] = std::move(problems);
  CITYAUDIT_CHECK(add_review(out, server, read.review, read.activity, read.places, caller));
  return json_answer(out);
}

}  // namespace cityaudit::server::handlers
