// Deflated parts of any bytes, cut and changed: what is spliced inflates to the changed part.
//
// The input begins with a selector byte and a number of patches (modulo kMaxPatches + 1), then 7
// bytes for each patch: how far it is from the one before (32-bit, little-endian), how much it
// replaces (16-bit) and how much it inserts. The rest is, by the selector's lowest bit, a deflate
// stream or a text; the text is repeated, so that there is something to cut, and deflated in one of
// two ways.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/block_inflater.h"
#include "spreadsheet/xlsx/deflate.h"
#include "spreadsheet/xlsx/deflate_splicer.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/spreadsheet/testing/patch_list.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::BlockInflater;
using spreadsheet::DeflatedContents;

constexpr size_t kMaxPatches = 4;
constexpr size_t kHeader = 2;
constexpr size_t kPatchBytes = 7;
constexpr size_t kMaxPart = size_t{2} << 20;

// Little-endian.
uint64_t NumberAt(std::string_view input, size_t at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = bytes; i-- > 0;) number = number << 8 | static_cast<unsigned char>(input[at + i]);
  return number;
}

std::vector<Patch> PatchesOf(std::string_view header, size_t size) {
  std::vector<Patch> patches;
  size_t from = 0;
  for (size_t at = 0; at < header.size(); at += kPatchBytes) {
    const size_t begin = from + NumberAt(header, at, 4) % (size - from + 1);
    const size_t end = std::min<size_t>(size, begin + NumberAt(header, at + 4, 2));
    const size_t inserted = static_cast<unsigned char>(header[at + 6]);
    patches.push_back({begin, end, std::string(inserted * inserted, 'x')});
    from = end;
  }
  return patches;
}

// What a stream inflates to, read in pieces of two kinds; nullopt when it is damaged or too long.
std::optional<std::string> Contents(std::string_view deflated) {
  std::string contents;
  BlockInflater inflater(deflated);
  for (bool step = false; !inflater.finished(); step = !step) {
    const auto piece = step ? inflater.Step() : inflater.Read(1 << 12);
    if (!piece.has_value() || contents.size() + piece->size() > kMaxPart) return std::nullopt;
    if (!step && piece->empty() && !inflater.finished()) return std::nullopt;
    contents += *piece;
    const auto block = inflater.block();
    Require(!block.has_value() || *block <= 8 * deflated.size(), "a block begins in the stream");
  }
  return contents;
}

std::string Streamed(std::string_view text) {
  std::string deflated;
  spreadsheet::StreamDeflater deflater(&deflated);
  deflater.Append(text);
  deflater.Finish();
  return deflated;
}

void CheckSplicing(std::string_view deflated, const std::string& part, std::string_view header) {
  PatchList patches(PatchesOf(header, part.size()));
  const DeflatedContents contents = {part.size(), spreadsheet::Crc32(part)};
  std::string out = "before";
  const auto spliced = RequireValue(
      spreadsheet::SpliceDeflated(deflated, contents, &patches, {}, &out), "splicing never fails");
  Require(out.compare(0, 6, "before") == 0, "what was there stays");
  if (!spliced.has_value()) return Require(out == "before", "nothing is left of a failure");
  const std::string expected = patches.AppliedTo(part);
  Require(*spliced == DeflatedContents{expected.size(), spreadsheet::Crc32(expected)},
          "size and checksum are those of the changed part");
  const auto inflated = spreadsheet::Inflate(std::string_view(out).substr(6), expected.size());
  Require(inflated.has_value() && *inflated == expected, "it inflates to the changed part");
}

}  // namespace

void FuzzDeflate(std::string_view input) {
  if (input.size() < kHeader) return;
  const auto selector = static_cast<unsigned char>(input[0]);
  const size_t header = static_cast<unsigned char>(input[1]) % (kMaxPatches + 1) * kPatchBytes;
  if (input.size() < kHeader + header) return;
  const std::string_view patches = input.substr(kHeader, header);
  const std::string_view rest = input.substr(kHeader + header);
  if ((selector & 1) == 0) {
    const std::optional<std::string> part = Contents(rest);
    if (!part.has_value()) return;
    const auto inflated = spreadsheet::Inflate(rest, part->size());
    Require(!inflated.has_value() || *inflated == *part, "both ways of inflating agree");
    if (inflated.has_value()) CheckSplicing(rest, *part, patches);
    return;
  }
  std::string part;
  for (int copy = 0; copy <= selector >> 2 && part.size() + rest.size() < kMaxPart; ++copy) {
    part += std::to_string(copy * 7919);
    part += rest;
  }
  const std::string deflated = (selector & 2) != 0 ? Streamed(part) : spreadsheet::Deflate(part);
  const std::optional<std::string> read = Contents(deflated);
  Require(read.has_value() && *read == part, "what was deflated inflates to what it was");
  CheckSplicing(deflated, part, patches);
}

}  // namespace sheetgate::tests
