namespace Interop.Mapping.Formats;

/// <summary>A wire format that records come in and go out in.</summary>
public enum RecordFormat
{
    /// <summary>JSON (RFC 8259); its tree is the text itself.</summary>
    Json,

    /// <summary>HL7 v2 in its vertical-bar encoding (ER7); tree of <see cref="Hl7v2.Hl7Reader"/>.</summary>
    Hl7v2,

    /// <summary>XML 1.0 with namespaces; tree of <see cref="Xml.XmlRecordReader"/>.</summary>
    Xml,

    /// <summary>Separated values (RFC 4180); tree of <see cref="Csv.CsvReader"/>.</summary>
    Csv,
}
