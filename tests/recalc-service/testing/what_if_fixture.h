// WhatIfFixture: calls that ask "what if".
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_

#include <string>
#include <variant>

#include "tests/recalc-service/testing/engine_call_fixture.h"
#include "tests/spreadsheet/testing/made_package.h"

namespace sheetgate::tests {

// The workbook has on sheet M: A1 (the number 2, named Rate), A2 (the text "a"), B1 = A1*10 and
// B2 = A2&"!", and the engine calculates them so.
class WhatIfFixture : public EngineCallFixture {
 protected:
  WhatIfFixture() : EngineCallFixture(recalc::WhatIfKind(), "sheetgate_what_if") {
    service_.package = MakeXlsx(
        {{"M",
          R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*10</f><v>20</v></c></row>)"
          R"(<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="str"><f>A2&amp;"!"</f><v>a!</v></c></row>)"}},
        "", "", R"(<definedNames><definedName name="Rate">M!$A$1</definedName></definedNames>)");
    engine_.formulas[{"M", {1, 2}}] = [](const FakeEngine::Contents& cells) {
      const auto a1 = cells.find({"M", {1, 1}});
      if (a1 == cells.end()) return recalc::EngineValue(20.0);
      const auto* number = std::get_if<double>(&a1->second);
      if (number == nullptr) return recalc::EngineValue(spreadsheet::CellError::kValue);
      return recalc::EngineValue(*number * 10);
    };
    engine_.formulas[{"M", {2, 2}}] = [](const FakeEngine::Contents& cells) {
      const auto a2 = cells.find({"M", {2, 1}});
      const auto* text = a2 == cells.end() ? nullptr : std::get_if<std::string>(&a2->second);
      return recalc::EngineValue((text == nullptr ? "a" : *text) + "!");
    };
  }

  // In place of that workbook one whose B1 looks A1 up, by a function the engine lacks, and whose
  // B2 is B1 + 1 and B3 twice A3.
  void UseLookup() {
    engine_.unsupported = {"XLOOKUP"};
    service_.revision = "rev-lookup";
    service_.package = MakeXlsx(
        {{"M",
          R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>_xlfn.XLOOKUP(A1,D1:D9,E1:E9)</f><v>20</v></c></row>)"
          R"(<row r="2"><c r="B2"><f>B1+1</f><v>21</v></c></row>)"
          R"(<row r="3"><c r="A3"><v>4</v></c><c r="B3"><f>A3*2</f><v>8</v></c></row>)"}},
        "", "", R"(<definedNames><definedName name="Rate">M!$A$1</definedName></definedNames>)");
    engine_.formulas.clear();
    engine_.results = {{{"M", {1, 2}}, 20.0}, {{"M", {2, 2}}, 21.0}, {{"M", {3, 2}}, 8.0}};
  }
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_
