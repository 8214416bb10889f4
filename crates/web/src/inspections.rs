//! Pages of this feature.

use crate::routes::Routes;

pub fn routes(routes: Routes) -> Routes {
    routes.feature("inspections")
}
