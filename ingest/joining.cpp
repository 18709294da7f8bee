#include "ingest/joining.h"

#include "ingest/attached_submissions.h"

namespace cityaudit::ingest {
namespace {

constexpr std::size_t instances_max = 100;
constexpr std::int64_t people_max_most = 9999;  // as many codes has a prefix

bool is_open(const Activity& activity, UtcMillis now) {
  return !(activity.opens_at && now < *activity.opens_at) && !(activity.closes_at && now > *activity.closes_at);
}

std::span<const std::string> first_few(std::span<const std::string> instances) {
  return instances.first(std::min(instances.size(), instances_max));
}

}  // namespace

Result<Joined> Joining::join(const IntakeActivity& intake, const JoinRequest& request) {
  const Activity& activity = intake.activity;
  if (!parse_uuid(request.join_id)) return Error(ErrorKind::invalid, "join.unusable");
  if (intake.draft || intake.participation) return Error(ErrorKind::conflict, "join.not_here");
  const Sha256 join = sha256(bytes_of(to_string(activity.uuid) + ":" + std::string(request.join_id)));
  const std::string token = key_.joined_token(activity.uuid, request.join_id);
  return database_.write([&](store::Transaction& tx) -> Result<Joined> {
    const auto known = tx.integer("SELECT id FROM participation WHERE join_sha256 = $1", join);
    Joined joined;
    joined.token = token;
    if (known) {
      if (!tx.integer("SELECT 1 FROM link WHERE token_sha256 = $1 AND revoked_at IS NULL", token_hash(token)))
        return Error(ErrorKind::conflict, "join.ended");
      joined.participation = *find_participation(tx, ParticipationId{*known});
    } else {
      CITYAUDIT_TRY(fresh, join_anew(tx, activity, request, join));
      joined.participation = std::move(fresh);
      links_.add(tx, joined.participation, activity.id, token, LinkMedium::phone, "participant");
    }
    joined.attached = attach_by_instances(tx, events_, joined.participation, first_few(request.instances), clock_.now());
    return joined;
  });
}

Result<Participation> Joining::join_anew(store::Transaction& tx, const Activity& activity, const JoinRequest& request,
                                         const Sha256& join) const {
  if (!is_open(activity, clock_.now())) return Error(ErrorKind::conflict, "join.not_open");
  if (places(tx, activity).left < 1) return Error(ErrorKind::conflict, "join.full");
  CITYAUDIT_TRY(codes, free_codes(tx, activity.wave, usual_code_prefix(activity.instrument), 1));
  NewParticipants wanted;
  wanted.via = "link";
  wanted.language = request.language;
  const ParticipationId id = participations_.add(tx, activity, codes.front(), wanted, join, "participation.joined", "participant");
  return *find_participation(tx, id);
}

Result<std::int64_t> Joining::claim(const IntakeActivity& intake, std::span<const std::string> instances) {
  if (!intake.participation) return Error(ErrorKind::conflict, "link.not_personal");
  return database_.write([&](store::Transaction& tx) -> Result<std::int64_t> {
    const auto participation = find_participation(tx, intake.participation);
    if (!participation || participation->revoked_at) return Error(ErrorKind::not_found, "link.revoked");
    return attach_by_instances(tx, events_, *participation, first_few(instances), clock_.now());
  });
}

Places Joining::places(store::Transaction& tx, const Activity& activity) const {
  Places out;
  out.own = tx.integer("SELECT people_max FROM activity WHERE id = $1", activity.id);
  out.most = out.own.value_or(people_max_);
  const std::int64_t joined =
      tx.integer("SELECT count(*) FROM participation WHERE activity_id = $1 AND via = 'link' AND revoked_at IS NULL", activity.id)
          .value_or(0);
  out.left = std::max<std::int64_t>(out.most - joined, 0);
  return out;
}

Result<> Joining::set_people_max(const Activity& activity, std::optional<std::int64_t> people_max, std::string_view actor) {
  if (people_max && (*people_max < 0 || *people_max > people_max_most))
    return Error(ErrorKind::invalid, "participant.people_max", {}, {{"most", std::to_string(people_max_most)}});
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE activity SET people_max = $2, updated_at = $3, version = version + 1 WHERE id = $1", activity.id, people_max,
               clock_.now());
    Event event;
    event.at = clock_.now();
    event.type = "activity.places_changed";
    event.actor = actor;
    event.audit = activity.audit;
    event.activity = activity.id;
    event.subject_id = activity.id.value;
    event.subject = activity.uuid;
    events_.append(tx, std::move(event));
    return {};
  });
}

}  // namespace cityaudit::ingest
