// Named values: the arguments of LibreOffice's loading and storing.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PROPERTY_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PROPERTY_H_

#include <vector>

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/uno/Sequence.hxx>

namespace sheetgate::recalc::worker {

inline com::sun::star::beans::PropertyValue Property(const char* name,
                                                     const com::sun::star::uno::Any& value) {
  com::sun::star::beans::PropertyValue property;
  property.Name = rtl::OUString::createFromAscii(name);
  property.Value = value;
  return property;
}

inline com::sun::star::uno::Sequence<com::sun::star::beans::PropertyValue> Properties(
    const std::vector<com::sun::star::beans::PropertyValue>& properties) {
  return {properties.data(), static_cast<sal_Int32>(properties.size())};
}

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PROPERTY_H_
