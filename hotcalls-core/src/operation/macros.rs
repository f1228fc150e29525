//! The two faces of the one macro idea: `operations!` makes of a row everything that derives from it, `input!` of a field.

/// The table at the head of a room's `operations.rs`. See `docs/architecture.md` for the clauses of a row.
macro_rules! operations {
    (
        $(#[doc = $room_doc:literal])+
        $room:ident: $Room:ident {
            $(
                $(#[doc = $doc:literal])+
                $kind:ident $verb:ident($input:ty) -> $output:ty, may $rule:expr
                $(, prepare $prepare:ident -> $prepared:ty)? $(, target $target:ident)? $(, answer $secret:ident)? $(, commit $durable:ident)?;
            )+
        }
    ) => {
        $(#[doc = $room_doc])+
        #[derive(Clone, Copy)]
        pub struct $Room<'a>(&'a $crate::Caller);

        impl $Room<'_> {
            $( operations! { @method $kind [$(#[doc = $doc])+] $verb, $input, $output } )+
        }

        impl $crate::Caller {
            $(#[doc = $room_doc])+
            pub fn $room(&self) -> $Room<'_> { $Room(self) }
        }

        #[allow(non_camel_case_types, clippy::wildcard_imports)]
        mod row {
            use super::*;
            $(
                pub enum $verb {}
                impl $crate::operation::Typed for $verb {
                    type Input = $input;
                    type Output = $output;
                }
                operations! { @row $kind $room $verb [$($doc)+] ($input) ($output) ($rule) [$($prepare ($prepared))?] [$($target)?] [$($secret)?] [$($durable)?] }
            )+
        }

        /// The rows of this table, for the catalog.
        pub(crate) static OPERATIONS: &[fn() -> &'static $crate::operation::Operation] =
            &[$(<row::$verb as $crate::operation::Listed>::operation),+];
    };

    (@method chunked [$($doc:tt)+] $verb:ident, $input:ty, $output:ty) => {
        $($doc)+
        pub fn $verb<'s>(&'s self, input: impl Into<$input>, streams: $crate::operation::Streams<'s>) -> $crate::error::Result<$output> {
            $crate::operation::dispatch::typed_chunked::<row::$verb>(self.0, input.into(), streams)
        }
    };
    (@method $kind:ident [$($doc:tt)+] $verb:ident, $input:ty, $output:ty) => {
        $($doc)+
        pub fn $verb(&self, input: impl Into<$input>) -> $crate::error::Result<$output> {
            $crate::operation::dispatch::typed::<row::$verb>(self.0, input.into())
        }
    };

    (@row chunked $room:ident $verb:ident [$($doc:literal)+] ($input:ty) ($output:ty) ($rule:expr) [] [] [] []) => {
        impl $crate::operation::Chunked for $verb {
            fn run(chunks: &mut $crate::operation::Chunks<'_>, input: $input) -> $crate::error::Result<$output> {
                super::$verb(chunks, input)
            }
        }
        operations! { @listed $room $verb [$($doc)+] ($rule) Chunked [] [] by_name_chunked }
    };
    (@row $kind:ident $room:ident $verb:ident [$($doc:literal)+] ($input:ty) ($output:ty) ($rule:expr) [] [$($target:ident)?] [$($secret:ident)?] [$($durable:ident)?]) => {
        impl $crate::operation::Body for $verb {
            type Prepared = $input;
            const PREPARES: bool = false;
            fn prepare(_: &$crate::operation::Preparing<'_>, input: $input) -> $crate::error::Result<$input> { Ok(input) }
            fn run(scope: &$crate::access::Scope<'_>, input: $input) -> $crate::error::Result<$output> { super::$verb(scope, input) }
            operations! { @target $($target)? }
        }
        operations! { @listed $room $verb [$($doc)+] ($rule) $kind [$($secret)?] [$($durable)?] by_name }
    };
    (@row $kind:ident $room:ident $verb:ident [$($doc:literal)+] ($input:ty) ($output:ty) ($rule:expr) [$prepare:ident ($prepared:ty)] [$($target:ident)?] [$($secret:ident)?] [$($durable:ident)?]) => {
        impl $crate::operation::Body for $verb {
            type Prepared = $prepared;
            const PREPARES: bool = true;
            fn prepare(before: &$crate::operation::Preparing<'_>, input: $input) -> $crate::error::Result<Self::Prepared> { super::$prepare(before, input) }
            fn run(scope: &$crate::access::Scope<'_>, prepared: Self::Prepared) -> $crate::error::Result<$output> { super::$verb(scope, prepared) }
            operations! { @target $($target)? }
        }
        operations! { @listed $room $verb [$($doc)+] ($rule) $kind [$($secret)?] [$($durable)?] by_name }
    };

    (@target) => {};
    (@target $target:ident) => {
        const TARGETED: bool = true;
        fn target(scope: &$crate::access::Scope<'_>, id: uuid::Uuid) -> $crate::error::Result<()> { super::$target(scope, id) }
    };

    (@listed $room:ident $verb:ident [$($doc:literal)+] ($rule:expr) $kind:ident [$($secret:ident)?] [$($durable:ident)?] $door:ident) => {
        impl $crate::operation::Listed for $verb {
            fn operation() -> &'static $crate::operation::Operation {
                static ROW: $crate::operation::Operation = $crate::operation::Operation {
                    name: concat!(stringify!($room), ".", stringify!($verb)),
                    room: stringify!($room),
                    verb: stringify!($verb),
                    doc: concat!($($doc, "\n"),+),
                    effect: operations!(@effect $kind),
                    rule: $rule,
                    secret: operations!(@secret $($secret)?),
                    durable: operations!(@durable $($durable)?),
                    lags: operations!(@lags $kind),
                    fields: $crate::operation::dispatch::fields_of::<$verb>,
                    input: $crate::operation::dispatch::input_schema_of::<$verb>,
                    output: $crate::operation::dispatch::output_schema_of::<$verb>,
                    call: $crate::operation::dispatch::$door::<$verb>,
                };
                &ROW
            }
        }
    };

    (@effect read) => { $crate::operation::Effect::Read };
    (@effect browse) => { $crate::operation::Effect::Read };
    (@effect write) => { $crate::operation::Effect::Write };
    (@effect Chunked) => { $crate::operation::Effect::Chunked };
    (@secret) => { false };
    (@secret secret) => { true };
    (@lags browse) => { true };
    (@lags $kind:ident) => { false };
    (@durable) => { false };
    (@durable durable) => { true };
}

/// The input of an operation: a struct whose fields have defaults and rules. See `docs/architecture.md`.
macro_rules! input {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident {
            $( flatten pub $flat:ident: $flat_ty:ty, )*
            $( $(#[doc = $doc:literal])+ pub $field:ident: $ty:ty $(= $default:expr)? $(=> $rule:expr)?, )*
        }
    ) => {
        $(#[$meta])*
        // Filters that look through a relation are spelled with two underscores.
        #[allow(non_snake_case)]
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $Name {
            $(
                #[doc = "Fields of another input that stand among these."]
                #[serde(flatten)]
                pub $flat: $flat_ty,
            )*
            $(
                $(#[doc = $doc])+
                #[serde(skip_serializing_if = "crate::operation::is_keep")]
                pub $field: $ty,
            )*
        }

        #[allow(non_snake_case)]
        const _: () = {
            #[derive(Default)]
            pub struct Draft {
                $( $flat: <$flat_ty as $crate::operation::Input>::Draft, )*
                $( $field: Option<$ty>, )*
            }

            impl $crate::operation::Input for $Name {
                type Draft = Draft;

                #[allow(unused_variables)]
                fn fields(out: &mut Vec<$crate::operation::Field>) {
                    $( <$flat_ty as $crate::operation::Input>::fields(out); )*
                    $( out.push($crate::operation::Field {
                        name: stringify!($field),
                        doc: concat!($($doc, "\n"),+),
                        required: input!(@required $($default)?),
                        schema: |generator| {
                            #[allow(unused_mut)]
                            let mut schema = generator.subschema_for::<$ty>();
                            $( $crate::operation::refine::<$ty>(&mut schema, &$rule); )?
                            $( $crate::operation::note_default::<$ty>(&mut schema, $default); )?
                            schema
                        },
                        value: |generator| {
                            #[allow(unused_mut)]
                            let mut schema = generator.subschema_for::<<$ty as $crate::operation::FieldType>::Inner>();
                            $( $crate::operation::refine::<$ty>(&mut schema, &$rule); )?
                            $( $crate::operation::note_value::<$ty>(&mut schema, $default); )?
                            schema
                        },
                    }); )*
                }

                #[allow(unused_variables)]
                fn put<'de, A: serde::de::MapAccess<'de>>(
                    draft: &mut Draft, key: &str, map: &mut A, reading: &mut $crate::operation::Reading,
                ) -> std::result::Result<bool, A::Error> {
                    $( if key == stringify!($field) {
                        draft.$field = reading.field::<$ty, A>(key, map, &input!(@rule $($rule)?))?;
                        return Ok(true);
                    } )*
                    $( if <$flat_ty as $crate::operation::Input>::put(&mut draft.$flat, key, map, reading)? {
                        return Ok(true);
                    } )*
                    Ok(false)
                }

                #[allow(unused_variables)]
                fn finish(draft: Draft, reading: &mut $crate::operation::Reading) -> Option<Self> {
                    $( let $flat = <$flat_ty as $crate::operation::Input>::finish(draft.$flat, reading); )*
                    $( let $field = reading.settle(stringify!($field), draft.$field, || input!(@default $($default)?)); )*
                    Some(Self { $( $flat: $flat?, )* $( $field: $field?, )* })
                }

                #[allow(unused_variables)]
                fn check(&mut self, reading: &mut $crate::operation::Reading) {
                    $( self.$flat.check(reading); )*
                    $( reading.check_field(stringify!($field), &mut self.$field, &input!(@rule $($rule)?)); )*
                }

                #[allow(unused_variables)]
                fn filters(&self, w: &mut $crate::query::Where) {
                    $( self.$flat.filters(w); )*
                    $( $( $crate::operation::filter(&self.$field, &$rule, w); )? )*
                }
            }

            impl $crate::operation::FieldType for $Name {
                type Inner = Self;
                fn inner(&self) -> Option<&Self> { Some(self) }
                fn inner_mut(&mut self) -> Option<&mut Self> { Some(self) }
                fn read(value: serde_json::Value, mode: $crate::operation::Mode) -> std::result::Result<Self, $crate::error::Detail> {
                    Self::read_from(value, mode).unwrap_or_else(|e| Err(e.to_string().into()))
                }
                fn read_from<'de, D: serde::Deserializer<'de>>(
                    d: D, mode: $crate::operation::Mode,
                ) -> std::result::Result<std::result::Result<Self, $crate::error::Detail>, D::Error> {
                    $crate::operation::read_nested(d, mode)
                }
                fn check(&mut self, mode: $crate::operation::Mode) -> std::result::Result<(), $crate::error::Detail> {
                    $crate::operation::check_nested(self, mode)
                }
            }

            impl schemars::JsonSchema for $Name {
                fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($Name).into() }
                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    $crate::operation::input_schema::<Self>(generator)
                }
            }
        };

        input! { @new $Name {} { $( $flat: <$flat_ty>::new(), )* } ; $( $field: $ty $(= $default)?, )* }
    };

    // `new` takes the fields without a default; an input that has none of them is `Default` and can be made from `()`.
    (@new $Name:ident {} { $($init:tt)* } ;) => {
        impl $Name {
            /// With every field at its default.
            pub fn new() -> Self { Self { $($init)* } }
        }
        impl Default for $Name {
            fn default() -> Self { Self::new() }
        }
        impl From<()> for $Name {
            fn from((): ()) -> Self { Self::new() }
        }
    };
    (@new $Name:ident { $($args:tt)+ } { $($init:tt)* } ;) => {
        impl $Name {
            /// From the required fields; the others have their defaults.
            #[allow(clippy::too_many_arguments)]
            pub fn new($($args)+) -> Self { Self { $($init)* } }
        }
    };
    (@new $Name:ident { $($args:tt)* } { $($init:tt)* } ; $field:ident: $ty:ty = $default:expr, $($rest:tt)*) => {
        input! { @new $Name { $($args)* } { $($init)* $field: $default, } ; $($rest)* }
    };
    (@new $Name:ident { $($args:tt)* } { $($init:tt)* } ; $field:ident: $ty:ty, $($rest:tt)*) => {
        input! { @new $Name { $($args)* $field: impl Into<$ty>, } { $($init)* $field: $field.into(), } ; $($rest)* }
    };

    (@required) => { true };
    (@required $default:expr) => { false };
    (@default) => { None };
    (@default $default:expr) => { Some($default) };
    (@rule) => { $crate::operation::rules::Free };
    (@rule $rule:expr) => { $rule };
}
