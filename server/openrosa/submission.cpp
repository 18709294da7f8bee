#include "server/openrosa/submission.h"

#include "ingest/consent_answers.h"
#include "server/auth/caller.h"
#include "server/http/multipart.h"
#include "server/openrosa/enrolled.h"
#include "server/openrosa/reply.h"
#include "server/server.h"

#include <algorithm>

namespace cityaudit::server::openrosa {
namespace {

using ingest::IntakeActivity;
using ingest::ReceivedFile;

constexpr std::string_view xml_part_name = "xml_submission_file";
/// The name that the XML uses for the file; what a path-minded client puts before it is dropped.
std::string file_name_of(const http::MultipartPart& head) {
  const std::string& name = head.filename && !head.filename->empty() ? *head.filename : head.name;
  const auto slash = name.find_last_of("/\\");
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

bool is_usable_name(std::string_view name, std::size_t bytes_max) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !name.empty() && name.size() <= bytes_max && name != "." && name != ".." && std::none_of(name.begin(), name.end(), is_control);
}

http::MultipartLimits limits_from(const Settings& settings) {
  http::MultipartLimits limits;
  limits.parts_max = settings.size("openrosa.parts_max");
  limits.filename_bytes_max = settings.size("openrosa.file_name_bytes_max");
  return limits;
}

/// Takes the parts of one post: the XML into memory, each file straight into a blob.
class Parts final : public http::MultipartSink {
 public:
  Parts(store::BlobStore& blobs, const Settings& settings)
      : blobs_(blobs),
        xml_bytes_max_(settings.size("openrosa.xml_bytes_max")),
        file_bytes_max_(settings.size("openrosa.file_bytes_max")),
        name_bytes_max_(settings.size("openrosa.file_name_bytes_max")) {}

  Result<> part_begin(const http::MultipartPart& head) override {
    if (head.name == xml_part_name) {
      kind_ = Kind::xml;
      xml_.clear();
      has_xml_ = true;
      return {};
    }
    // Fields of clients that are no files: *isIncomplete*, a CSRF token.
    if (!head.filename) {
      kind_ = Kind::ignored;
      return {};
    }
    kind_ = Kind::file;
    file_ = {};
    file_.name = file_name_of(head);
    file_.media_type = head.content_type;
    start_.clear();
    if (!is_usable_name(file_.name, name_bytes_max_)) return Error(ErrorKind::invalid, "submission.file_name_unusable");
    CITYAUDIT_TRY(writer, blobs_.create());
    writer_ = std::move(writer);
    return {};
  }

  Result<> part_data(std::span<const unsigned char> piece) override {
    const std::string_view text(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (kind_ == Kind::xml) {
      if (xml_.size() + piece.size() > xml_bytes_max_)
        return Error(ErrorKind::too_large, "submission.xml_too_large", {}, {{"limit_bytes", std::to_string(xml_bytes_max_)}});
      xml_ += text;
    } else if (kind_ == Kind::file) {
      if (static_cast<std::size_t>(writer_->bytes_written()) + piece.size() > file_bytes_max_)
        return Error(ErrorKind::too_large, "submission.file_too_large", {}, {{"limit_bytes", std::to_string(file_bytes_max_)}});
      if (start_.size() < ingest::sniff_bytes) start_ += text.substr(0, ingest::sniff_bytes - start_.size());
      return writer_->write(piece);
    }
    return {};
  }

  Result<> part_end() override {
    if (kind_ != Kind::file) return {};
    CITYAUDIT_TRY(blob, writer_->commit());
    writer_.reset();
    file_.blob = blob;
    file_.looks_like_photo = ingest::looks_like_photo(start_);
    files_.push_back(std::move(file_));
    return {};
  }

  bool has_xml() const { return has_xml_; }
  std::string_view xml() const { return xml_; }
  const std::vector<ReceivedFile>& files() const { return files_; }

 private:
  enum class Kind { ignored, xml, file };

  store::BlobStore& blobs_;
  const std::size_t xml_bytes_max_;
  const std::size_t file_bytes_max_;
  const std::size_t name_bytes_max_;
  Kind kind_ = Kind::ignored;
  bool has_xml_ = false;
  std::string xml_;
  ReceivedFile file_;
  std::string start_;  // of the file, to tell a picture
  std::unique_ptr<store::BlobWriter> writer_;
  std::vector<ReceivedFile> files_;
};

class SubmissionReader final : public http::BodyReader {
 public:
  SubmissionReader(Server& server, const http::Request& request, std::shared_ptr<const IntakeActivity> intake, const std::string& boundary)
      : server_(server),
        request_(request),
        intake_(std::move(intake)),
        parts_(*server.domain.blobs, server.domain.settings),
        cutter_(boundary, limits_from(server.domain.settings), parts_) {}

  Result<> write(std::span<const unsigned char> piece) override { return cutter_.feed(piece); }

  http::Response finish() override {
    const auto receipt = store();
    const Domain& domain = server_.domain;
    if (!receipt) return with_headers(error_response(receipt.error(), domain.messages, request_), domain.settings, request_);
    return with_headers(message(201, thanks(*receipt), true), domain.settings, request_);
  }

 private:
  /// The member of staff who is signed in where it was filled in, if any: that person does not decide about it. The cookie opens nothing.
  Result<ingest::AccountId> find_typist() {
    const std::string token(request_.cookie(auth::session_cookie_name(request_.secure || server_.address.is_https())));
    if (token.empty()) return ingest::AccountId{};
    return server_.domain.database->read([&](store::Transaction& tx) -> Result<ingest::AccountId> {
      const auto session = auth::Accounts::find_session(tx, token, server_.domain.clock.now());
      return session ? session->account.id : ingest::AccountId{};
    });
  }

  Result<ingest::Receipt> store() {
    CITYAUDIT_CHECK(cutter_.finish());
    if (!parts_.has_xml()) return Error(ErrorKind::invalid, "submission.xml_part_missing");
    const Settings& settings = server_.domain.settings;
    const std::int64_t late_millis = settings.integer("audit.late_days") * millis_per_day;
    std::string actor = "participant";
    UtcMillis received_at = request_.received_at;
    // The sample's loader alone may say that something arrived in 2018.
    if (request_.from_loopback && server_.import_credential.accepts(request_.header("x-cityaudit-import"))) {
      actor = "import";
      received_at = parse_iso8601(request_.header("x-cityaudit-received-at")).value_or(received_at);
    }
    CITYAUDIT_TRY(judged, ingest::judge(intake_, parts_.xml(), received_at, late_millis, ingest::InstanceLimits::from(settings)));
    if (!request_.header("accept-language").empty()) ingest::asked_in(judged.consents, judged.form->definition, request_.language);
    judged.actor = std::move(actor);
    CITYAUDIT_TRY(typist, find_typist());
    judged.entered_by = typist;
    if (intake_->draft) return server_.domain.draft_tests.receive(judged, parts_.files());
    return server_.domain.submissions.receive(judged, parts_.files());
  }

  std::string thanks(const ingest::Receipt& receipt) const {
    const std::vector<MessageArgument> counts{{"present", std::to_string(receipt.files_present)},
                                              {"expected", std::to_string(receipt.files_expected)}};
    const char* key = receipt.files_expected == 0                      ? "submission.received"
                      : receipt.files_present < receipt.files_expected ? "submission.files_missing"
                                                                       : "submission.received_with_files";
    return server_.domain.messages.format(request_.language, key, counts);
  }

  Server& server_;
  const http::Request& request_;  // outlives the reader: both belong to one exchange of the connection
  const std::shared_ptr<const IntakeActivity> intake_;
  Parts parts_;
  http::MultipartCutter cutter_;
};

}  // namespace

http::Response submission_head(Server& server, http::Request& request, const Caller&) {
  const Domain& domain = server.domain;
  if (const auto intake = find_enrolled(server, request); !intake)
    return with_headers(error_response(intake.error(), domain.messages, request), domain.settings, request);
  http::Response response;
  response.status = 204;
  return with_headers(std::move(response), domain.settings, request);
}

Result<std::unique_ptr<http::BodyReader>> submission_begin(Server& server, http::Request& request) {
  CITYAUDIT_TRY(intake, find_enrolled(server, request));
  auto boundary = http::multipart_boundary(request.header("content-type"));
  if (!boundary) return Error(ErrorKind::invalid, "submission.not_multipart");
  return std::unique_ptr<http::BodyReader>(std::make_unique<SubmissionReader>(server, request, std::move(intake), *boundary));
}

}  // namespace cityaudit::server::openrosa
