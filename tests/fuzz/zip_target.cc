// Packages of any bytes: opened or refused, read whole and in pieces alike, and rewritten without a
// part lost.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/workbook_checks.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::Concat;
using spreadsheet::OpenXlsx;
using spreadsheet::Package;
using spreadsheet::PackageBytes;
using spreadsheet::PackageEdit;
using spreadsheet::PartStream;
using spreadsheet::ToLowerAscii;

constexpr size_t kMaxInput = 256 << 10;

// By lower-case name; a part that is damaged has the text of its error, which begins with no
// content's mark.
using Contents = std::map<std::string, std::string>;

absl::StatusOr<std::string> ReadStream(const Package& package, const std::string& part) {
  absl::StatusOr<PartStream> stream = package.Stream(part, {});
  if (!stream.ok()) return stream.status();
  std::string content;
  while (true) {
    const absl::StatusOr<bool> more = stream->Fill();
    if (!more.ok()) return more.status();
    if (!*more) return content;
    content += stream->window();
    stream->Consume(stream->window().size());
    Require(stream->offset() == content.size(), "a stream knows where it is", part);
  }
}

Contents ReadAll(const Package& package) {
  Contents contents;
  int64_t total = 0;
  for (const std::string& name : package.part_names()) {
    Require(package.Has(name), "a listed part is there", name);
    const int64_t size = package.InflatedSize(name);
    Require(size <= kFuzzLimits.max_part_bytes, "max_part_bytes holds", name);
    total += size;
    const auto whole = package.Read(name, {});
    const auto pieces = ReadStream(package, name);
    Require(whole.ok() == pieces.ok(), "Read and Stream accept the same parts", name);
    if (whole.ok()) {
      Require(static_cast<int64_t>(whole->size()) == size, "InflatedSize is the size", name);
      Require(*whole == *pieces, "Read and Stream yield the same bytes", name);
    } else {
      RequireRefusal(whole.status());
      RequireRefusal(pieces.status());
    }
    if (const auto related = package.Relationships(name); !related.ok()) {
      RequireRefusal(related.status());
    }
    const bool is_new =
        contents.emplace(ToLowerAscii(name), whole.ok() ? "+" + *whole : std::string("-")).second;
    Require(is_new, "part names are unique, ignoring case", name);
  }
  Require(total <= kFuzzLimits.max_inflated_bytes, "max_inflated_bytes holds");
  return contents;
}

std::string Rewritten(const Package& package, const PackageEdit& edit) {
  return RequireValue(RewritePackage(package, edit, {}), "an edit that fits is written");
}

// The parts after an edit of the package, which must open.
Contents AfterEdit(const Package& package, const PackageEdit& edit) {
  const std::string written = Rewritten(package, edit);
  Require(written == Rewritten(package, edit), "what is written is deterministic");
  const auto reopened =
      Package::Open(std::make_shared<const std::string>(written), kFuzzLimits, {});
  RequireOk(reopened.status(), "a rewritten package opens");
  return ReadAll(**reopened);
}

void CheckRewriting(const Package& package, const Contents& before) {
  Require(Rewritten(package, {}) == *package.bytes(), "without an edit the bytes come back");
  std::string name = "xl/added.xml";
  while (package.Has(name)) name.insert(3, "x");
  const bool has_room = package.part_names().size() + 1 < size_t{1000};
  PackageEdit edit;
  Contents expected = before;
  if (has_room) {
    edit.added[name] = "<added/>";
    expected[name] = "+<added/>";
  }
  // The content types stay readable, and the first member tells what the package is.
  std::vector<std::string> parts;
  for (const std::string& part : package.part_names()) {
    const std::string folded = ToLowerAscii(part);
    if (folded != ToLowerAscii(spreadsheet::kContentTypesPart) && folded != "mimetype") {
      parts.push_back(part);
    }
  }
  if (!parts.empty()) {
    edit.removed.insert(parts.front());
    expected.erase(ToLowerAscii(parts.front()));
  }
  if (parts.size() > 1) {
    const std::string content(100, 'x');
    edit.replaced[parts.back()] = content;
    expected[ToLowerAscii(parts.back())] = "+" + content;
  }
  int64_t inflated = 0;
  for (const auto& [part, content] : expected) inflated += static_cast<int64_t>(content.size());
  if (inflated + 1000 > kFuzzLimits.max_inflated_bytes) return;
  Require(AfterEdit(package, edit) == expected, "a rewritten package has the parts it should have");
}

// The workbook in the package, if there is one.
void CheckWorkbook(const PackageBytes& bytes) {
  const auto workbook = OpenXlsx(bytes, kFuzzLimits, {});
  if (!workbook.ok()) return RequireRefusal(workbook.status());
  constexpr size_t kMostSheets = 4;
  for (size_t i = 0; i < std::min((*workbook)->sheets().size(), kMostSheets); ++i) {
    const int index = static_cast<int>(i);
    if (const auto sheet = (*workbook)->LoadSheet(index, {}); sheet.ok()) {
      CheckedContents(**workbook, index);
    } else {
      RequireRefusal(sheet.status());
    }
  }
}

}  // namespace

void FuzzZip(std::string_view input) {
  if (input.size() > kMaxInput) return;
  const PackageBytes bytes = std::make_shared<const std::string>(input);
  const auto package = Package::Open(bytes, kFuzzLimits, {});
  if (!package.ok()) return RequireRefusal(package.status());
  const Contents contents = ReadAll(**package);
  CheckRewriting(**package, contents);
  CheckWorkbook(bytes);
}

}  // namespace sheetgate::tests
