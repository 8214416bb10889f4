//! As much of CBOR (RFC 8949) as a public key is written in: whole numbers, byte strings, texts, lists and maps of a stated length.

/// How deep things may lie in one another.
const DEEPEST: usize = 4;

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a [u8]),
    List(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
}

/// The first thing, and what follows it. `None`: it cannot be read, or is of another kind.
pub fn read(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    at_depth(bytes, 0)
}

/// How many bytes the first thing takes.
pub fn length(bytes: &[u8]) -> Option<usize> {
    read(bytes).map(|(_, rest)| bytes.len() - rest.len())
}

fn at_depth(bytes: &[u8], depth: usize) -> Option<(Item<'_>, &[u8])> {
    if depth > DEEPEST {
        return None;
    }
    let (&first, rest) = bytes.split_first()?;
    let (number, rest) = argument(first & 0x1f, rest)?;
    let small = i64::try_from(number).ok()?;
    match first >> 5 {
        0 => Some((Item::Number(small), rest)),
        1 => Some((Item::Number(-1 - small), rest)),
        2 => rest.split_at_checked(usize::try_from(number).ok()?).map(|(text, rest)| (Item::Bytes(text), rest)),
        3 => rest.split_at_checked(usize::try_from(number).ok()?).map(|(text, rest)| (Item::Text(text), rest)),
        4 => {
            let (mut list, mut rest) = (Vec::new(), rest);
            for _ in 0..number {
                let (item, after) = at_depth(rest, depth + 1)?;
                list.push(item);
                rest = after;
            }
            Some((Item::List(list), rest))
        }
        5 => {
            let (mut map, mut rest) = (Vec::new(), rest);
            for _ in 0..number {
                let (key, after) = at_depth(rest, depth + 1)?;
                let (value, after) = at_depth(after, depth + 1)?;
                map.push((key, value));
                rest = after;
            }
            Some((Item::Map(map), rest))
        }
        _ => None,
    }
}

/// The number behind the first byte (RFC 8949, 3).
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    match short {
        0..=23 => Some((u64::from(short), rest)),
        24 => rest.split_first_chunk::<1>().map(|(one, rest)| (u64::from(one[0]), rest)),
        25 => rest.split_first_chunk::<2>().map(|(two, rest)| (u64::from(u16::from_be_bytes(*two)), rest)),
        26 => rest.split_first_chunk::<4>().map(|(four, rest)| (u64::from(u32::from_be_bytes(*four)), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standard_shows_is_read() {
        // RFC 8949, appendix A.
        for (bytes, item) in [
            (&[0x00][..], Item::Number(0)),
            (&[0x17], Item::Number(23)),
            (&[0x18, 0x64], Item::Number(100)),
            (&[0x19, 0x03, 0xe8], Item::Number(1000)),
            (&[0x20], Item::Number(-1)),
            (&[0x39, 0x03, 0xe7], Item::Number(-1000)),
            (&[0x44, 1, 2, 3, 4], Item::Bytes(&[1, 2, 3, 4])),
            (&[0x61, 0x61], Item::Text(b"a")),
            (&[0x82, 0x01, 0x02], Item::List(vec![Item::Number(1), Item::Number(2)])),
            (&[0xa1, 0x01, 0x20], Item::Map(vec![(Item::Number(1), Item::Number(-1))])),
        ] {
            assert_eq!(read(bytes), Some((item, &[][..])), "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_cut_too_deep_or_of_another_kind_is_not() {
        for bytes in [
            &[][..],
            &[0x18],
            &[0x44, 1],
            &[0xa1, 0x01],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0xba, 0xff, 0xff, 0xff, 0xff],
            &[0xf6],
            &[0xc0, 0x61, 0x61],
            &[0x5f, 0x41, 0x00, 0xff],
            &[0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x00],
        ] {
            assert_eq!(read(bytes), None, "{bytes:x?}");
        }
    }
}
