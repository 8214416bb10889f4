//! What is done with every kind of procedure alike: rows are sealed, chains are walked, statements are prepared. The kinds stand in one
//! list, in `lib.rs`.

use crate::{sealing::Verifiable, workflow::Stored};

/// What is done with each kind.
pub trait EachProcedure: Send {
    type Error;

    fn visit<P: Stored + Verifiable>(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Declares the kinds: their `TABLES`, what of them is `SEALED`, and [`each_procedure`](crate::each_procedure) that visits them in this order.
macro_rules! procedures {
    ($($procedure:ty,)*) => {
        const TABLES: &[&workflow::Table] = &[$(<$procedure as workflow::Stored>::TABLE),*];
        const SEALED: &[&seals::tables::Sealed] = &[$(<$procedure as sealing::Verifiable>::SEALED),*];

        /// Errors: the first of the visitor's.
        pub async fn each_procedure<V: EachProcedure>(visitor: &mut V) -> Result<(), V::Error> {
            $(visitor.visit::<$procedure>().await?;)*
            Ok(())
        }
    };
}
pub(crate) use procedures;
