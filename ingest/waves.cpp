#include "ingest/waves.h"

namespace cityaudit::ingest {

Result<std::vector<Wave>> Waves::of_audit(AuditId audit) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<Wave>> {
    std::vector<Wave> out;
    store::Rows rows = tx.query("SELECT id, number, starts_on, ends_on, freeze_forms FROM wave WHERE audit_id = $1 ORDER BY number", audit);
    while (rows.next()) out.push_back({{rows.integer(0)}, rows.integer(1), rows.string(2), rows.string(3), rows.integer(4) != 0});
    return out;
  });
}

Result<> Waves::set_freeze(AuditId audit, std::int64_t number, bool freeze, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto wave = tx.integer("SELECT id FROM wave WHERE audit_id = $1 AND number = $2", audit, number);
    if (!wave) return Error(ErrorKind::not_found, "wave.unknown");
    if (tx.execute("UPDATE wave SET freeze_forms = $2 WHERE id = $1 AND freeze_forms <> $2", *wave, freeze) == 0) return {};
    Event event;
    event.at = clock_.now();
    event.type = freeze ? "wave.forms_frozen" : "wave.forms_released";
    event.actor = actor;
    event.audit = audit;
    event.subject_id = *wave;
    events_.append(tx, std::move(event));
    return {};
  });
}

Result<> check_not_frozen(store::Transaction& tx, WaveId wave) {
  const auto frozen = tx.integer("SELECT number FROM wave WHERE id = $1 AND freeze_forms <> 0", wave);
  if (frozen) return Error(ErrorKind::conflict, "form.frozen", {}, {{"wave", std::to_string(*frozen)}});
  return {};
}

}  // namespace cityaudit::ingest
