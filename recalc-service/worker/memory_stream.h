// Bytes in memory as streams of LibreOffice: MemoryStream to read from, MemorySink to write to.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_STREAM_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_STREAM_H_

#include <cstddef>
#include <string>

#include <com/sun/star/io/XInputStream.hpp>
#include <com/sun/star/io/XOutputStream.hpp>
#include <com/sun/star/io/XSeekable.hpp>
#include <cppuhelper/implbase1.hxx>
#include <cppuhelper/implbase2.hxx>

namespace sheetgate::recalc::worker {

// The bytes must outlive the stream.
class MemoryStream : public cppu::WeakImplHelper2<com::sun::star::io::XInputStream,
                                                  com::sun::star::io::XSeekable> {
 public:
  MemoryStream(const char* data, size_t size);

  sal_Int32 SAL_CALL readBytes(com::sun::star::uno::Sequence<sal_Int8>& bytes,
                               sal_Int32 count) override;
  sal_Int32 SAL_CALL readSomeBytes(com::sun::star::uno::Sequence<sal_Int8>& bytes,
                                   sal_Int32 count) override;
  void SAL_CALL skipBytes(sal_Int32 count) override;
  sal_Int32 SAL_CALL available() override;
  void SAL_CALL closeInput() override;

  void SAL_CALL seek(sal_Int64 position) override;
  sal_Int64 SAL_CALL getPosition() override;
  sal_Int64 SAL_CALL getLength() override;

 private:
  const char* const data_;
  const sal_Int64 size_;
  sal_Int64 position_ = 0;
};

// Appends to `bytes`, which must outlive the sink.
class MemorySink : public cppu::WeakImplHelper1<com::sun::star::io::XOutputStream> {
 public:
  explicit MemorySink(std::string* bytes) : bytes_(bytes) {}

  void SAL_CALL writeBytes(const com::sun::star::uno::Sequence<sal_Int8>& bytes) override;
  void SAL_CALL flush() override {}
  void SAL_CALL closeOutput() override {}

 private:
  std::string* const bytes_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_STREAM_H_
