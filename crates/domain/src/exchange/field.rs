//! What an order may say.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// One thing that an order may say; a mapping names the columns that say it.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Field {
        Number = "number", exchange_number;
        Kind = "kind", exchange_field_kind;
        Class1 = "class1", exchange_field_class1;
        Class2 = "class2", exchange_field_class2;
        Class3 = "class3", exchange_field_class3;
        /// The code of our own category, which goes before the classes.
        Category = "category", exchange_field_category;
        Title = "title", exchange_field_title;
        Text = "text", exchange_content;
        District = "district", exchange_field_district;
        Street = "street", exchange_field_street;
        Village = "village", exchange_field_village;
        /// The code of our own division, which goes before the names of places.
        Division = "division", exchange_field_division;
        Place = "place", exchange_field_place;
        Longitude = "longitude", exchange_field_longitude;
        Latitude = "latitude", exchange_field_latitude;
        Reported = "reported", exchange_reported;
        Due = "due", exchange_field_due;
        Caller = "caller", exchange_field_caller;
        Phone = "phone", exchange_field_phone;
        State = "state", exchange_field_state;
        Result = "result", exchange_field_result;
        Finished = "finished", exchange_field_finished;
        CalledBack = "called_back", exchange_field_called_back;
        Contacted = "contacted", exchange_field_contacted;
        Solved = "solved", exchange_field_solved;
        Satisfied = "satisfied", exchange_field_satisfied;
    }
}
