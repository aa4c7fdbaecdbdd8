using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Json;

/// <summary>FHIR JSON into a FHIR tree in one pass: arrays become siblings, <c>_name</c> is merged into <c>name</c> wherever it stands.</summary>
internal static class FhirJsonReader
{
    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues)
    {
        List<JsonTarget.Finding> findings = [];
        var tree = JsonSource.Read(utf8, issues, (ref Utf8JsonReader reader, JsonTarget target) =>
        {
            findings = target.Findings;
            return ReadAll(ref reader, target);
        });
        foreach (var (issue, row, name) in findings)
        {
            var expression = tree is null ? null : FhirExpression.Of(tree.At(row)) + "." + FhirExpression.SafeName(name);
            issues.Add(issue with { Location = issue.Location with { Expression = expression } });
        }

        return tree;
    }

    private static bool ReadAll(ref Utf8JsonReader reader, JsonTarget target)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            target.Report(IssueCodes.FhirNotAResource, target.Offset(ref reader));
            return false;
        }

        if (!ReadObject(ref reader, target, null, listItem: false))
        {
            return false;
        }

        reader.Read(); // throws when anything but white space follows
        return true;
    }

    private static bool ReadObject(ref Utf8JsonReader reader, JsonTarget target, string? name, bool listItem)
    {
        target.Builder.Begin(name, NodeKind.Object, target.Offset(ref reader), listItem);
        return ReadProperties(ref reader, target);
    }

    /// <summary>Reads the properties of the object whose brace was just read into the open node, and closes it.</summary>
    private static bool ReadProperties(ref Utf8JsonReader reader, JsonTarget target)
    {
        target.Names.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var offset = target.Offset(ref reader);
            var shadow = !reader.ValueIsEscaped && reader.ValueSpan.Length > 1 && reader.ValueSpan[0] == (byte)'_';
            var name = shadow ? NameCache.Get(reader.ValueSpan[1..]) : JsonTarget.Name(ref reader);
            var partner = target.Names.Find(name, !shadow);
            if (!target.Names.TryAdd(name, shadow, partner >= 0 ? partner : target.Builder.Count))
            {
                target.Report(IssueCodes.JsonDuplicateProperty, offset);
                return false;
            }

            reader.Read();
            var read = shadow ? ReadShadow(ref reader, target, name, partner)
                : partner >= 0 ? ReadValueOfShadow(ref reader, target, name, partner)
                : ReadValue(ref reader, target, name);
            if (!read)
            {
                return false;
            }
        }

        target.Builder.End();
        target.Names.Close();
        return true;
    }

    private static bool ReadValue(ref Utf8JsonReader reader, JsonTarget target, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, target, name, listItem: false);
            case JsonTokenType.StartArray:
                return ReadList(ref reader, target, name);
            default:
                target.AddScalar(ref reader, name, listItem: false);
                return true;
        }
    }

    private static bool ReadList(ref Utf8JsonReader reader, JsonTarget target, string name)
    {
        var start = target.Offset(ref reader);
        var items = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read(), items++)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    if (!ReadObject(ref reader, target, name, listItem: true))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray:
                    SkipNested(ref reader, target, name);
                    break;
                default:
                    target.AddScalar(ref reader, name, listItem: true);
                    break;
            }
        }

        if (items == 0)
        {
            target.Note(IssueCodes.FhirEmptyArray, start, name, FhirExpression.SafeName(name));
        }

        return true;
    }

    /// <summary>Reads <c>_name</c>; the nodes of <c>name</c> start at <paramref name="first"/>, or it was not met yet (-1).</summary>
    private static bool ReadShadow(ref Utf8JsonReader reader, JsonTarget target, string name, int first)
    {
        var absent = !target.Builder.IsChild(first, name); // not met yet, or left no node
        if (reader.TokenType == JsonTokenType.StartObject && (absent || IsPrimitive(target, first, listItem: false)))
        {
            return ReadExtensions(ref reader, target, absent ? target.Builder.Add(name, NodeKind.Null, default(ReadOnlySpan<byte>), target.Offset(ref reader)) : first);
        }

        if (reader.TokenType == JsonTokenType.StartArray && (absent || IsPrimitive(target, first, listItem: true)))
        {
            return ReadShadowList(ref reader, target, name, absent ? -1 : first);
        }

        target.Note(IssueCodes.FhirExtensionShape, target.Offset(ref reader), name, "_" + FhirExpression.SafeName(name));
        reader.Skip();
        return true;
    }

    private static bool ReadShadowList(ref Utf8JsonReader reader, JsonTarget target, string name, int first)
    {
        var start = target.Offset(ref reader);
        var item = first;
        var last = -1;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            item = item >= 0 ? item
                : last >= 0 ? target.Builder.InsertItemAfter(last, target.Offset(ref reader))
                : target.Builder.Add(name, NodeKind.Null, default(ReadOnlySpan<byte>), target.Offset(ref reader), listItem: true);
            if (reader.TokenType == JsonTokenType.StartObject && target.Builder.KindOf(item) is not (NodeKind.Object or NodeKind.Array))
            {
                if (!ReadExtensions(ref reader, target, item))
                {
                    return false;
                }
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                target.Note(IssueCodes.FhirExtensionShape, target.Offset(ref reader), name, "_" + FhirExpression.SafeName(name));
                reader.Skip();
            }

            last = item;
            item = target.Builder.NextItem(item);
        }

        if (last < 0)
        {
            target.Note(IssueCodes.FhirEmptyArray, start, name, "_" + FhirExpression.SafeName(name));
        }

        return true;
    }

    /// <summary>Reads <c>name</c> into the nodes that its <c>_name</c>, which came first, has made from <paramref name="first"/> on.</summary>
    private static bool ReadValueOfShadow(ref Utf8JsonReader reader, JsonTarget target, string name, int first)
    {
        if (!target.Builder.IsChild(first, name))
        {
            return ReadValue(ref reader, target, name); // the _name was refused or empty and made no node
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && IsPrimitive(target, first, listItem: false))
        {
            target.SetScalar(ref reader, first);
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray || !IsPrimitive(target, first, listItem: true))
        {
            target.Note(IssueCodes.FhirExtensionShape, target.Offset(ref reader), name, "_" + FhirExpression.SafeName(name));
            return ReadValue(ref reader, target, name);
        }

        var item = first;
        var last = first;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                target.Note(IssueCodes.FhirExtensionShape, target.Offset(ref reader), name, "_" + FhirExpression.SafeName(name));
                reader.Skip();
                continue;
            }

            last = item >= 0 ? item : target.Builder.InsertItemAfter(last, target.Offset(ref reader));
            target.SetScalar(ref reader, last);
            item = target.Builder.NextItem(last);
        }

        return true;
    }

    private static bool ReadExtensions(ref Utf8JsonReader reader, JsonTarget target, int index)
    {
        target.Builder.Reopen(index);
        return ReadProperties(ref reader, target);
    }

    private static bool IsPrimitive(JsonTarget target, int index, bool listItem) =>
        target.Builder.IsListItem(index) == listItem && target.Builder.KindOf(index) is not (NodeKind.Object or NodeKind.Array);

    private static void SkipNested(ref Utf8JsonReader reader, JsonTarget target, string name)
    {
        target.Note(IssueCodes.FhirNestedArray, target.Offset(ref reader), name, FhirExpression.SafeName(name));
        reader.Skip();
    }
}
