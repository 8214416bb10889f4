//! What an order may say.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($name:ident $code:literal $zh:literal $en:literal;)*) => {
        /// One thing that an order may say; a mapping names the columns that say it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($name,)* }

        impl Field {
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The text that mappings and JSON keep.
            pub const fn code(self) -> &'static str {
                match self { $(Field::$name => $code,)* }
            }

            pub const fn words(self, lang: Lang) -> &'static str {
                match self { $(Field::$name => lang.pick($zh, $en),)* }
            }
        }
    };
}

fields! {
    Number "number" "工单编号" "Order number";
    Kind "kind" "诉求类型" "Type";
    Class1 "class1" "一级分类" "First class";
    Class2 "class2" "二级分类" "Second class";
    Class3 "class3" "三级分类" "Third class";
    Title "title" "标题" "Title";
    Text "text" "内容" "Content";
    District "district" "区县" "County or district";
    Street "street" "乡镇街道" "Town or street";
    Village "village" "村社区" "Village or community";
    Place "place" "地址" "Address";
    Longitude "longitude" "经度" "Longitude";
    Latitude "latitude" "纬度" "Latitude";
    Reported "reported" "受理时间" "Time of the call";
    Due "due" "办理时限" "Deadline on the order";
    Caller "caller" "来电人" "Caller";
    Phone "phone" "联系电话" "Telephone";
    State "state" "对方状态" "State over there";
    Result "result" "办理结果" "Result";
    Finished "finished" "办结时间" "Time of finishing";
    CalledBack "called_back" "是否有效回访" "Valid call-back";
    Contacted "contacted" "是否联系" "Contacted";
    Solved "solved" "是否解决" "Solved";
    Satisfied "satisfied" "是否满意" "Satisfied";
}

impl Field {
    /// Reads a code; `None` when no field has it.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }
}
