#include "xsAll.h"
