//! What a stream says about what is still to come.

use futures_core::stream::{FusedStream as _, Stream as _};

use super::simulation::{Service, run};

#[test]
fn a_stream_is_terminated_when_everything_was_handed_out() {
    run(async {
        for most in [None, Some(5)] {
            let service = Service::with(10);
            let list = || match most {
                None => service.list().page_size(10),
                Some(most) => service.list().page_size(10).max_items(most),
            };
            let mut items = list().items();
            assert!(!items.is_terminated());
            while items.try_next().await.unwrap().is_some() {
                let given = most.is_some_and(|most| items.position() == most);
                assert_eq!(items.is_terminated(), given, "after {}", items.position());
            }
            assert!(items.is_terminated());

            let mut pages = list().pages();
            assert!(!pages.is_terminated());
            while pages.try_next().await.unwrap().is_some() {
                assert_eq!(pages.is_terminated(), most.is_some());
            }
            assert!(pages.is_terminated());
        }
    });
}

#[test]
fn a_hint_is_never_less_than_what_is_here_and_nothing_at_the_end() {
    run(async {
        // The total is of less than the first page holds.
        let service = Service::odd(10, |_, _, _, counts| {
            counts.total = Some(3);
            Ok(())
        });
        let mut stream = service.list().page_size(10).items();
        stream.try_next().await.unwrap();
        assert_eq!(stream.size_hint(), (9, Some(9)));

        // The total is of more than ever came.
        let service = Service::odd(10, |_, _, _, counts| {
            counts.total = Some(100);
            counts.count = None;
            counts.size = Some(100);
            Ok(())
        });
        let mut items = service.list().page_size(10).items();
        while items.try_next().await.unwrap().is_some() {}
        assert_eq!((items.position(), items.size_hint()), (10, (0, Some(0))));
        let mut pages = service.list().page_size(10).pages();
        while pages.try_next().await.unwrap().is_some() {}
        assert_eq!((pages.position(), pages.size_hint()), (10, (0, Some(0))));
    });
}

#[test]
fn a_hint_counts_from_the_cursor_and_up_to_the_limit() {
    run(async {
        let service = Service::with(60);
        let mut stream = service.list().page_size(10).items();
        for _ in 0..15 {
            stream.try_next().await.unwrap();
        }
        let list = || service.list().resume(stream.cursor());
        for (most, items, pages) in [(None, 45, 5), (Some(12), 12, 2), (Some(100), 45, 5)] {
            let list = || match most {
                None => list(),
                Some(most) => list().max_items(most),
            };
            let mut of_items = list().items();
            assert_eq!(of_items.size_hint(), (0, Some(items)), "{most:?}");
            assert_eq!(list().pages().size_hint(), (0, Some(pages)), "{most:?}");
            of_items.try_next().await.unwrap();
            assert_eq!(of_items.size_hint(), (4, Some(items - 1)), "{most:?}");
        }
    });
}
