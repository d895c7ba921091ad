//! Tables as Parquet, compressed by Snappy.

use super::table::{Column, MAP, TableWriter, Values, begin};
use crease_system::WholeFile;
use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArray, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// A table of typed columns. The rows that are written at once are one row group.
///
/// A pattern is as many bytes as there are neurons; a polygon a list of lists of two numbers; neurons are
/// a list of structures.
pub struct ParquetTable {
    /// The file until the first rows show the columns.
    file: Option<WholeFile>,
    writer: Option<SerializedFileWriter<WholeFile>>,
}

impl ParquetTable {
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            file: Some(begin(path)?),
            writer: None,
        })
    }
}

impl TableWriter for ParquetTable {
    fn write(&mut self, rows: usize, columns: &[Column<'_>]) -> anyhow::Result<()> {
        if let Some(file) = self.file.take() {
            let schema = Arc::new(parse_message_type(&schema(columns))?);
            let properties = Arc::new(properties(columns));
            self.writer = Some(SerializedFileWriter::new(file, schema, properties)?);
        }
        if let Some(writer) = &mut self.writer
            && rows > 0
        {
            let mut group = writer.next_row_group()?;
            for column in columns {
                write_column(&mut group, column)?;
            }
            group.close()?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> anyhow::Result<Option<WholeFile>> {
        let file = self.writer.map(SerializedFileWriter::into_inner);
        Ok(file.transpose()?)
    }
}

/// The columns as a Parquet schema.
fn schema(columns: &[Column<'_>]) -> String {
    let mut text = "message table {\n".to_owned();
    for Column { name, values } in columns {
        let _ = match values {
            Values::Whole(_) => writeln!(text, "required int64 {name};"),
            Values::Real(_) => writeln!(text, "required double {name};"),
            Values::Flag(_) => writeln!(text, "required boolean {name};"),
            Values::Maps(outputs, _) => {
                for output in 0..*outputs {
                    for part in MAP {
                        let _ = writeln!(text, "required double {part}_{output};");
                    }
                }
                Ok(())
            }
            Values::Pattern(widths, _) => {
                let neurons: usize = widths.iter().sum();
                if neurons == 0 {
                    continue;
                }
                writeln!(text, "required fixed_len_byte_array({neurons}) {name};")
            }
            Values::Points(_) => writeln!(
                text,
                "required group {name} (LIST) {{ repeated group list {{ \
                   required group element (LIST) {{ repeated group list {{ \
                     required double element; }} }} }} }}"
            ),
            Values::Neurons(_) => writeln!(
                text,
                "required group {name} (LIST) {{ repeated group list {{ required group element {{ \
                   required int32 layer; required int32 neuron; required int32 breakpoint; }} }} }}"
            ),
        };
    }
    text.push('}');
    text
}

/// Numbers that hardly ever repeat need no dictionary.
fn properties(columns: &[Column<'_>]) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false);
    for Column { name, values } in columns {
        if let Values::Neurons(_) = values {
            for part in ["layer", "neuron", "breakpoint"] {
                let path = [name, "list", "element", part].map(str::to_owned).to_vec();
                builder = builder.set_column_dictionary_enabled(ColumnPath::new(path), true);
            }
        }
        if let "corners" | "class" | "layer" | "neuron" | "breakpoint" | "degree" = *name {
            builder = builder.set_column_dictionary_enabled(ColumnPath::from(*name), true);
        }
    }
    builder.build()
}

type Group<'g> = SerializedRowGroupWriter<'g, WholeFile>;

/// Writes the next column of a group, or several.
fn write_column(group: &mut Group<'_>, column: &Column<'_>) -> Result<(), ParquetError> {
    match column.values {
        Values::Whole(numbers) => leaf(group, |into| {
            into.typed::<Int64Type>().write_batch(numbers, None, None)
        }),
        Values::Real(numbers) => leaf(group, |into| {
            into.typed::<DoubleType>().write_batch(numbers, None, None)
        }),
        Values::Flag(flags) => leaf(group, |into| {
            into.typed::<BoolType>().write_batch(flags, None, None)
        }),
        Values::Maps(outputs, numbers) => {
            for place in 0..3 * outputs {
                let one: Vec<f64> = numbers
                    .iter()
                    .skip(place)
                    .step_by(3 * outputs)
                    .copied()
                    .collect();
                leaf(group, |into| {
                    into.typed::<DoubleType>().write_batch(&one, None, None)
                })?;
            }
            Ok(())
        }
        Values::Pattern(widths, pieces) => {
            let neurons: usize = widths.iter().sum();
            if neurons == 0 {
                return Ok(());
            }
            // All share one buffer.
            let bytes = bytes::Bytes::copy_from_slice(pieces);
            let rows: Vec<FixedLenByteArray> = (0..pieces.len() / neurons)
                .map(|row| bytes.slice(row * neurons..(row + 1) * neurons))
                .map(|row| FixedLenByteArray::from(ByteArray::from(row)))
                .collect();
            leaf(group, |into| {
                into.typed::<FixedLenByteArrayType>()
                    .write_batch(&rows, None, None)
            })
        }
        Values::Points(lists) => {
            let numbers = lists.items.as_flattened();
            // A number begins a row, a point, or neither.
            let mut levels = Vec::with_capacity(numbers.len());
            for points in lists.rows() {
                levels.extend((0..points.len()).flat_map(|point| [i16::from(point > 0), 2]));
            }
            let defined = vec![2; numbers.len()];
            leaf(group, |into| {
                let into = into.typed::<DoubleType>();
                into.write_batch(numbers, Some(&defined), Some(&levels))
            })
        }
        Values::Neurons(lists) => {
            let mut levels = Vec::with_capacity(lists.items.len());
            for neurons in lists.rows() {
                levels.extend((0..neurons.len()).map(|neuron| i16::from(neuron > 0)));
            }
            let defined = vec![1; lists.items.len()];
            for part in 0..3 {
                let numbers = lists.items.iter().map(|neuron| neuron[part].cast_signed());
                let numbers: Vec<i32> = numbers.collect();
                leaf(group, |into| {
                    let into = into.typed::<Int32Type>();
                    into.write_batch(&numbers, Some(&defined), Some(&levels))
                })?;
            }
            Ok(())
        }
    }
}

/// Writes one column of plain values.
fn leaf(
    group: &mut Group<'_>,
    write: impl FnOnce(&mut SerializedColumnWriter<'_>) -> Result<usize, ParquetError>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("more columns than the schema has".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    write(&mut column)?;
    column.close()
}
