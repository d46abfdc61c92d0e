// A package written by hand (a zip of stored parts), and the results it must calculate to.
#include "recalc-service/worker/self_test.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <com/sun/star/util/XCloseable.hpp>

#include "recalc-service/worker/document.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/picture.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace uno = com::sun::star::uno;

constexpr std::string_view kContentTypes =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
    R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>)"
    R"(</Types>)";
constexpr std::string_view kPackageRelationships =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view kWorkbook =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
    R"(<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>)";
constexpr std::string_view kWorkbookRelationships =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view kSheet =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>)"
    R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1"><v>40</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>)"
    R"(<row r="2"><c r="A2"><f>SUM(A1:B1)</f><v>-1</v></c><c r="B2"><f>VLOOKUP(2,A1:B1,2,FALSE)+SUMIFS(A1:B1,A1:B1,"&gt;5")</f><v>-1</v></c>)"
    R"(<c r="C2" t="str"><f>C1&amp;TEXT(DATE(2026,1,31),"yyyy")</f><v>stale</v></c><c r="D2" t="b"><f>A2=42</f><v>0</v></c>)"
    R"(<c r="E2"><f>1/0</f><v>7</v></c></row></sheetData></worksheet>)";

uint32_t Crc32(std::string_view bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

// Fields both headers of a zip member share: version to extract through extra length
// (APPNOTE 4.3.7, 4.3.12).
void PutCommonFields(ByteWriter* zip, std::string_view name, std::string_view content) {
  zip->Put(uint16_t{20});
  zip->Put(uint16_t{0});
  zip->Put(uint16_t{0});       // stored
  zip->Put(uint16_t{0});       // time
  zip->Put(uint16_t{0x5A21});  // 2025-01-01
  zip->Put(Crc32(content));
  zip->Put(static_cast<uint32_t>(content.size()));
  zip->Put(static_cast<uint32_t>(content.size()));
  zip->Put(static_cast<uint16_t>(name.size()));
  zip->Put(uint16_t{0});
}

void PutBytes(ByteWriter* zip, std::string_view bytes) {
  for (const char byte : bytes) zip->Put(byte);
}

// Row 2 after a calculation: A2, B2, C2, D2, E2.
std::string ExpectedValues() {
  constexpr int32_t kDivisionByZero = 532;
  ByteWriter expected;
  expected.Put(ValueTag::kNumber);
  expected.Put(42.0);
  expected.Put(ValueTag::kNumber);
  expected.Put(80.0);
  expected.Put(ValueTag::kText);
  expected.PutText("x2026");
  expected.Put(ValueTag::kBoolean);
  expected.Put(1.0);
  expected.Put(ValueTag::kError);
  expected.Put(kDivisionByZero);
  return expected.bytes();
}

WirePicture SelfTestPicture(const PdfRaster& raster) {
  WirePicture picture;
  picture.range = {"Data", 0, 0, 1, 4};
  picture.format = raster.available() ? PictureFormat::kPng : PictureFormat::kPdf;
  picture.max_side = 1000;
  picture.max_bytes = 1 << 20;
  picture.grid_lines = true;
  picture.headings = true;
  return picture;
}

}  // namespace

std::string SelfTestPackage() {
  const std::array<std::pair<std::string_view, std::string_view>, 5> parts = {{
      {"[Content_Types].xml", kContentTypes},
      {"_rels/.rels", kPackageRelationships},
      {"xl/workbook.xml", kWorkbook},
      {"xl/_rels/workbook.xml.rels", kWorkbookRelationships},
      {"xl/worksheets/sheet1.xml", kSheet},
  }};
  ByteWriter zip;
  ByteWriter directory;
  for (const auto& [name, content] : parts) {
    directory.Put(uint32_t{0x02014B50});
    directory.Put(uint16_t{20});
    PutCommonFields(&directory, name, content);
    directory.Put(uint16_t{0});  // comment
    directory.Put(uint16_t{0});  // disk
    directory.Put(uint16_t{0});
    directory.Put(uint32_t{0});
    directory.Put(static_cast<uint32_t>(zip.bytes().size()));
    PutBytes(&directory, name);

    zip.Put(uint32_t{0x04034B50});
    PutCommonFields(&zip, name, content);
    PutBytes(&zip, name);
    PutBytes(&zip, content);
  }
  const auto offset = static_cast<uint32_t>(zip.bytes().size());
  PutBytes(&zip, directory.bytes());
  zip.Put(uint32_t{0x06054B50});
  zip.Put(uint16_t{0});
  zip.Put(uint16_t{0});
  zip.Put(static_cast<uint16_t>(parts.size()));
  zip.Put(static_cast<uint16_t>(parts.size()));
  zip.Put(static_cast<uint32_t>(directory.bytes().size()));
  zip.Put(offset);
  zip.Put(uint16_t{0});
  return zip.bytes();
}

std::string RunSelfTest(Office* office, const PdfRaster& raster) {
  const std::string package = SelfTestPackage();
  try {
    const auto component = office->Load(package.data(), package.size(), "self-test.xlsx");
    if (!component.is())
      return "the self-test's workbook did not load; is the Calc component installed?";
    Document document(component);
    document.CalculateAll();
    ByteWriter values;
    const WireRange row{"Data", 1, 0, 1, 4};
    if (!document.Read(row, &values, [] {})) return "the self-test's sheet is missing";
    if (values.bytes() != ExpectedValues()) return "the self-test's results are wrong";
    const auto drawn = DrawPicture(component, SelfTestPicture(raster), raster);
    if (const auto* failure = std::get_if<PictureFailure>(&drawn)) {
      return "the self-test's picture failed: " + failure->why;
    }
    const uno::Reference<com::sun::star::util::XCloseable> closeable(component,
                                                                     uno::UNO_QUERY_THROW);
    closeable->close(true);
  } catch (const uno::Exception& error) {
    return "the self-test failed: " + ToUtf8(error.Message);
  }
  return "";
}

}  // namespace sheetgate::recalc::worker
