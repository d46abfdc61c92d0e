#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/trace.h"
#include "spreadsheet/analysis/workbook_checks.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/workbook_objects.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint32_t kCheckInterval = 4096;
constexpr size_t kMostNames = 10;  // listed in one message

// "[2]" of "'[2]My sheet'!A1"; empty when it has none, as DDE links.
std::string BookOf(std::string_view external) {
  const size_t open = external.find('[');
  const size_t close = external.find(']', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return "";
  return std::string(external.substr(open, close + 1 - open));
}

class ReferenceCheck {
 public:
  ReferenceCheck(const CheckInput& input, WorkbookCheck* check) : input_(input), check_(check) {}

  absl::Status Run() {
    const auto objects = input_.workbook.LoadWorkbookObjects(input_.cancellation);
    if (objects.ok()) objects_ = *objects;
    for (uint32_t id = 0; id < input_.graph.block_count(); ++id) {
      if (id % kCheckInterval == 0) RETURN_IF_ERROR(input_.cancellation.Check());
      ReadBlock(input_.graph.Block(id));
    }
    for (auto& [key, problem] : problems_) check_->problems.push_back(std::move(problem));
    CheckNames();
    CheckUnusedLinks();
    return CheckFeatures();
  }

 private:
  // Kind, sheet and what tells problems of a kind apart.
  using Key = std::tuple<ProblemKind, int32_t, std::string>;

  // The problem of that key, with the block added; `describe` fills it when it is new.
  template <typename Describe>
  void Add(ProblemKind kind, const FormulaBlock& block, const std::string& what,
           Describe describe) {
    const auto [found, fresh] = problems_.try_emplace(Key(kind, block.sheet, what));
    WorkbookProblem& problem = found->second;
    if (fresh) {
      problem.kind = kind;
      problem.sheet = block.sheet;
      problem.formula = input_.sheets[block.sheet]->Formula(block.cells.first);
      describe(&problem);
    }
    problem.Add({block.sheet, block.cells});
  }

  void ReadBlock(const FormulaBlock& block) {
    for (const ReferenceProblem& problem : input_.graph.Problems(block)) {
      if (problem.kind == ReferenceProblem::Kind::kFunction) {
        AddUnknownFunction(block, problem);
      } else {
        AddBroken(block, problem);
      }
    }
    std::string last_book;
    for (const RelativeRange& reference : input_.graph.References(block)) {
      if (reference.sheet != RelativeRange::kExternal) continue;
      const std::string book = BookOf(input_.graph.externals()[reference.via]);
      if (book != last_book || book.empty()) AddExternal(block, book);
      last_book = book;
    }
    for (const DependencyGap gap : kAllGaps) {
      if ((input_.graph.Gaps(block) & gap) != 0) AddGap(block, gap);
    }
    if (input_.graph.ChangesAlways(block)) {
      Add(ProblemKind::kVolatileFunctions, block, "", [](WorkbookProblem* problem) {
        problem->severity = Severity::kInfo;
        problem->message =
            "formulas that are calculated anew with every change, and all that "
            "depends on them";
        problem->action = "see scan_volatiles; INDEX often replaces OFFSET and INDIRECT";
      });
    }
  }

  void AddBroken(const FormulaBlock& block, const ReferenceProblem& broken) {
    const std::string text = ProblemText(broken);
    Add(ProblemKind::kBrokenReferences, block, text, [&](WorkbookProblem* problem) {
      problem->severity = Severity::kError;
      switch (broken.kind) {
        case ReferenceProblem::Kind::kDeleted:
          problem->message = Concat("formulas refer to deleted cells: ", text);
          problem->action = "write the formulas anew with cells that exist";
          break;
        case ReferenceProblem::Kind::kNameLoop:
          problem->message = Concat("formulas use names that cannot be resolved: ", text);
          problem->action = "define the name without itself";
          break;
        default:
          problem->message = Concat("formulas refer to what does not exist: ", text);
          problem->action = "correct the spelling, or add what is missing";
          break;
      }
    });
  }

  void AddUnknownFunction(const FormulaBlock& block, const ReferenceProblem& unknown) {
    Add(ProblemKind::kUnknownFunctions, block, unknown.what, [&](WorkbookProblem* problem) {
      // [1]!MYFUNC(...) is in an add-in, which is a link.
      if (problem->formula.find("]!") != std::string::npos) {
        used_books_.insert(BookOf(problem->formula));
      }
      const bool macros = input_.workbook.features().macros;
      problem->severity = macros ? Severity::kInfo : Severity::kWarning;
      problem->message =
          Concat(Quoted(unknown.what), " is no function of Excel and no name of the workbook",
                 macros ? ": perhaps a macro" : ": a macro, an add-in, or a misspelling");
      problem->action = "recalculation elsewhere gives #NAME?; keep the values or replace it";
    });
  }

  void AddExternal(const FormulaBlock& block, const std::string& book) {
    used_books_.insert(book);
    Add(ProblemKind::kExternalLinks, block, book, [&](WorkbookProblem* problem) {
      problem->severity = Severity::kWarning;
      const std::string target = TargetOf(book);
      problem->message = book.empty() ? std::string("formulas read another program")
                                      : Concat("formulas read another workbook, ", book,
                                               target.empty() ? "" : " = ", target);
      problem->action = "values are those last fetched; copy them in if the source may move";
    });
  }

  // What [2] stands for, when the workbook says it.
  std::string TargetOf(const std::string& book) const {
    if (objects_ == nullptr || book.size() < 3) return "";
    size_t index = 0;
    for (const char c : std::string_view(book).substr(1, book.size() - 2)) {
      if (!IsAsciiDigit(c) || index > objects_->external_links.size()) return "";
      index = index * 10 + static_cast<size_t>(c - '0');
    }
    if (index == 0 || index > objects_->external_links.size()) return "";
    return objects_->external_links[index - 1].target;
  }

  void AddGap(const FormulaBlock& block, DependencyGap gap) {
    Add(ProblemKind::kIncompleteDependencies, block, std::string(GapName(gap)),
        [&](WorkbookProblem* problem) {
          problem->severity = Severity::kInfo;
          problem->message = Concat("what these formulas read is known only when calculated (",
                                    GapName(gap), "): traces may miss it");
          problem->action = "look at the formulas before moving or deleting cells";
        });
  }

  // Names that lead nowhere, one problem for each way of it.
  void CheckNames() {
    std::map<std::string, std::vector<std::string>> broken;
    const std::vector<DefinedName>& names = input_.workbook.defined_names();
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i].hidden) continue;  // Excel's own
      for (const ReferenceProblem& problem : input_.graph.name_reads()[i].problems) {
        if (problem.kind == ReferenceProblem::Kind::kFunction) continue;
        ReferenceProblem plain = problem;
        plain.via.clear();
        std::vector<std::string>& same = broken[ProblemText(plain)];
        // Of several sheets once.
        if (std::ranges::find(same, names[i].name) == same.end()) same.push_back(names[i].name);
        break;
      }
    }
    for (const auto& [text, of] : broken) {
      WorkbookProblem problem;
      problem.kind = ProblemKind::kBrokenReferences;
      problem.severity = Severity::kWarning;
      std::string listed;
      for (size_t i = 0; i < std::min(of.size(), kMostNames); ++i) {
        listed += Concat(i == 0 ? "" : ", ", Quoted(of[i]));
      }
      if (of.size() > kMostNames) listed += Concat(" and ", of.size() - kMostNames, " more");
      problem.message = Concat("defined names that lead nowhere (", text, "): ", listed);
      problem.action = "delete them, or define them anew";
      check_->problems.push_back(std::move(problem));
    }
  }

  void CheckUnusedLinks() {
    const int links = input_.workbook.features().external_links;
    if (links == 0 || !used_books_.empty()) return;
    WorkbookProblem problem;
    problem.kind = ProblemKind::kExternalLinks;
    problem.severity = Severity::kInfo;
    problem.message = Concat(links, links == 1 ? " link to another workbook that no formula uses"
                                               : " links to other workbooks that no formula uses");
    problem.action = "break the links in Excel if names, charts and validations do not need them";
    check_->problems.push_back(std::move(problem));
  }

  // Deleted cells in validations and conditional formats.
  absl::Status CheckFeatures() {
    for (size_t i = 0; i < input_.sheets.size(); ++i) {
      if (input_.sheets[i] == nullptr) continue;
      const auto sheet = static_cast<int32_t>(i);
      const auto features = input_.workbook.LoadFeatures(sheet, input_.cancellation);
      if (!features.ok()) {
        RETURN_IF_ERROR(input_.cancellation.Check());
        check_->unchecked.push_back(Concat("validations and conditional formats of sheet ",
                                           Quoted(input_.workbook.sheets()[i].name),
                                           ": they cannot be read"));
        continue;
      }
      WorkbookProblem validations, formats;
      for (const DataValidation& rule : (*features)->validations) {
        AddDeleted({rule.formula1, rule.formula2}, sheet, rule.ranges, &validations);
      }
      for (const ConditionalFormat& format : (*features)->conditional_formats) {
        for (const ConditionalRule& rule : format.rules) {
          AddDeleted(rule.formulas, sheet, format.ranges, &formats);
        }
      }
      validations.message = "data validations refer to deleted cells: #REF!";
      formats.message = "conditional formats refer to deleted cells: #REF!";
      for (WorkbookProblem* problem : {&validations, &formats}) {
        if (problem->cells == 0) continue;
        problem->kind = ProblemKind::kBrokenReferences;
        problem->severity = Severity::kWarning;
        problem->sheet = sheet;
        problem->action = "define the rules anew";
        check_->problems.push_back(std::move(*problem));
      }
    }
    return absl::OkStatus();
  }

  static void AddDeleted(const std::vector<std::string>& formulas, int32_t sheet,
                         const std::vector<RangeRef>& ranges, WorkbookProblem* problem) {
    for (const std::string& formula : formulas) {
      bool deleted = false;
      VisitReferences(formula, [&deleted](const FormulaReference& reference) {
        deleted |= reference.kind == ReferenceKind::kDeleted;
      });
      if (!deleted) continue;
      if (problem->formula.empty()) problem->formula = formula;
      for (const RangeRef& range : ranges) problem->Add({sheet, range});
      return;
    }
  }

  const CheckInput& input_;
  WorkbookCheck* const check_;
  std::shared_ptr<const WorkbookObjects> objects_;
  std::map<Key, WorkbookProblem> problems_;
  std::set<std::string> used_books_;
};

}  // namespace

absl::Status CheckReferences(const CheckInput& input, WorkbookCheck* check) {
  return ReferenceCheck(input, check).Run();
}

}  // namespace sheetgate::spreadsheet
