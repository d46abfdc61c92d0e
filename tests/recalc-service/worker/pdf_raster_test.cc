#include "recalc-service/worker/pdf_raster.h"

#include <gtest/gtest.h>

#include <string>

#include "recalc-service/engine/libreoffice/installation.h"

namespace sheetgate::recalc::worker {
namespace {

// Pages of 20 by 10 points whose left half is blue. The table of the objects' places is left out:
// readers of PDF then look for the objects.
std::string Pdf(int pages) {
  const std::string drawing = "0 0 1 rg 0 0 10 10 re f";
  std::string kids;
  for (int i = 0; i < pages; ++i) kids += " 3 0 R";
  return "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
         "2 0 obj <</Type /Pages /Count " +
         std::to_string(pages) + " /Kids [" + kids +
         "]>> endobj\n"
         "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 20 10] /Contents 4 0 R>> endobj\n"
         "4 0 obj <</Length " +
         std::to_string(drawing.size()) + ">> stream\n" + drawing +
         "\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
}

TEST(PdfRasterTest, WithoutPdfiumThereIsNone) {
  PdfRaster raster;
  EXPECT_FALSE(raster.available());
  raster.Load("/nonexistent");
  EXPECT_FALSE(raster.available());
}

TEST(PdfRasterTest, DrawsTheOnlyPage) {
  const auto found = FindLibreOffice("", std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker");
  ASSERT_TRUE(found.ok()) << found.status();
  PdfRaster raster;
  raster.Load(found->program_dir);
  ASSERT_TRUE(raster.available());
  const auto bitmap = raster.Draw(Pdf(1), 40, 30);
  ASSERT_TRUE(bitmap.has_value());
  EXPECT_EQ(bitmap->width, 40);
  EXPECT_EQ(bitmap->height, 30);
  ASSERT_EQ(bitmap->pixels.size(), 40u * 30 * 4);
  const auto pixel = [&](size_t x, size_t y) {
    return std::string(reinterpret_cast<const char*>(&bitmap->pixels[(y * 40 + x) * 4]), 3);
  };
  EXPECT_EQ(pixel(5, 15), std::string("\xFF\0\0", 3));  // blue, green, red
  EXPECT_EQ(pixel(35, 15), "\xFF\xFF\xFF");

  EXPECT_FALSE(raster.Draw("this is no document", 40, 30).has_value());
  EXPECT_FALSE(raster.Draw(Pdf(2), 40, 30).has_value());
}

}  // namespace
}  // namespace sheetgate::recalc::worker
