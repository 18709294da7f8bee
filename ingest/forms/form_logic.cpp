#include "ingest/forms/form_logic.h"

#include "base/text.h"
#include "ingest/forms/dependencies.h"
#include "ingest/forms/expressions/syntax.h"
#include "ingest/forms/validation.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool is_true(std::string_view expression) {
  std::string out;
  for (const char c : expression)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  return out == "true()";
}

/// Whether the itemset offers less than all of its list, or other things than a list.
bool is_filtered(std::string_view itemset) { return itemset.find('[') != std::string_view::npos || !itemset.starts_with("instance("); }

}  // namespace

class FormLogicBuilder {
 public:
  FormLogicBuilder(const FormDefinition& form, const LogicFault& fault) : form_(form), fault_(fault) {}

  std::shared_ptr<const FormLogic> run() {
    link_children();
    for (std::size_t i = 0; i < form_.instances.size(); ++i) logic_->instances_.emplace(form_.instances[i].id, i + 1);
    for (const Bind& bind : form_.binds) read_bind(bind);
    for (const Control& control : form_.controls) read_itemset(control);
    mark_conditional();
    list_judged();
    Dependencies dependencies(form_, logic_->binds_);
    if (const std::string circle = dependencies.find_circle(); !circle.empty())
      fault_(circle.substr(0, circle.find(' ')), "form.expression_cycle", {{"paths", circle}});
    for (const std::uint32_t node : dependencies.order()) {
      const std::size_t bind = form_.nodes[node].bind;
      if (bind != no_index && logic_->binds_[bind].relevant) logic_->relevance_order_.push_back(node);
    }
    return logic_;
  }

 private:
  void link_children() {
    logic_->first_child_.assign(form_.nodes.size(), no_index);
    logic_->next_sibling_.assign(form_.nodes.size(), no_index);
    std::vector<std::size_t> last(form_.nodes.size(), no_index);
    for (std::size_t i = 1; i < form_.nodes.size(); ++i) {
      const std::size_t parent = form_.nodes[i].parent;
      (last[parent] == no_index ? logic_->first_child_[parent] : logic_->next_sibling_[last[parent]]) = i;
      last[parent] = i;
    }
  }

  void read_bind(const Bind& bind) {
    FormLogic::BindLogic logic;
    logic.required_always = is_true(bind.required);
    if (!logic.required_always) logic.required = read(bind.required, bind.path, "required");
    if (!is_true(bind.relevant)) logic.relevant = read(bind.relevant, bind.path, "relevant");
    logic.constraint = read(bind.constraint, bind.path, "constraint");
    logic.calculate = read(bind.calculate, bind.path, "calculate");
    read(bind.readonly, bind.path, "readonly");
    logic_->binds_.push_back(std::move(logic));
  }

  void read_itemset(const Control& control) {
    const bool filtered = !control.itemset.empty() && is_filtered(control.itemset);
    auto expression = filtered ? read(control.itemset, control.path, "itemset") : std::nullopt;
    logic_->itemsets_.push_back(std::move(expression));
  }

  std::optional<Expression> read(const std::string& source, const std::string& path, std::string_view attribute) {
    if (source.empty()) return std::nullopt;
    const std::string place = path + "@" + std::string(attribute);
    auto parsed = parse_expression(source);
    if (!parsed) {
      fault_(place, parsed.error().code, parsed.error().arguments);
      return std::nullopt;
    }
    for (const Reference& reference : parsed->references()) {
      const auto target = reference.absolute_path(path);
      if (!target || target->empty() || form_.node_index.contains(*target)) continue;
      fault_(place, "form.expression_path_unknown", {{"found", *target}, {"position", std::to_string(reference.position)}});
    }
    bind_paths(*parsed);
    return std::move(*parsed);
  }

  /// Absolute paths of plain names lead to a node of the form: nothing is to be searched when they are worked out.
  void bind_paths(Expression& expression) const {
    auto syntax = std::make_shared<Syntax>(*expression.syntax_);
    for (SyntaxPath& path : syntax->paths) {
      if (!path.plain) continue;
      std::string text;
      for (std::uint32_t i = 0; i < path.step_count; ++i) text += "/" + syntax->steps[path.first_step + i].name;
      if (const auto node = form_.node_index.find(text); node != form_.node_index.end()) path.form_node = node->second;
    }
    expression.syntax_ = std::move(syntax);
  }

  void mark_conditional() {
    logic_->conditional_.assign(form_.nodes.size(), false);
    for (std::size_t i = 0; i < form_.nodes.size(); ++i) {
      const Node& node = form_.nodes[i];
      const bool own = node.bind != no_index && logic_->binds_[node.bind].relevant;
      logic_->conditional_[i] = own || (node.parent != no_index && logic_->conditional_[node.parent]);
    }
  }

  void list_judged() {
    for (std::size_t i = 0; i < form_.binds.size(); ++i) {
      const std::size_t node = form_.node_index.find(form_.binds[i].path)->second;
      const FormLogic::BindLogic& bind = logic_->binds_[i];
      const bool ruled = bind.required_always || bind.required || bind.constraint || logic_->conditional_[node];
      if (ruled && form_.nodes[node].leaf && !is_meta(form_, form_.nodes[node].path)) logic_->judged_binds_.push_back({i, node});
    }
    for (std::size_t i = 0; i < form_.controls.size(); ++i) {
      const Control& control = form_.controls[i];
      const std::size_t node = form_.node_index.find(control.path)->second;
      const bool more_than_its_list = logic_->itemsets_[i] || (!control.itemset.empty() && control.choice_list == no_index);
      if (more_than_its_list && form_.nodes[node].control == i) logic_->judged_controls_.push_back({i, node});
    }
  }

  const FormDefinition& form_;
  const LogicFault& fault_;
  std::shared_ptr<FormLogic> logic_ = std::make_shared<FormLogic>();
};

std::size_t FormLogic::find_instance(std::string_view id) const {
  const auto found = instances_.find(id);
  return found == instances_.end() ? 0 : found->second;
}

std::shared_ptr<const FormLogic> make_form_logic(const FormDefinition& form, const LogicFault& fault) {
  return FormLogicBuilder(form, fault).run();
}

}  // namespace cityaudit::ingest
