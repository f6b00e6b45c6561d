using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Gateway.Tests.StandIns;

/// <summary>What an assembly offers to others: visible types with their visible members and interfaces, inherited ones included.</summary>
internal sealed class OfferedApi
{
    private readonly Dictionary<string, HashSet<string>> _members = new(StringComparer.Ordinal);

    public static OfferedApi Of(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var reader = file.GetMetadataReader();
        var api = new OfferedApi();
        foreach (var handle in reader.TypeDefinitions.Where(type => IsVisible(reader, type)))
            api._members[SignatureNames.OfType(reader, handle)] = [.. MembersOf(reader, handle)];
        return api;
    }

    public bool Has(ReferencedApi.Reference reference) =>
        _members.TryGetValue(reference.Type, out var members) && (reference.Member is null || members.Contains(reference.Member));

    private static bool IsVisible(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsVisible(reader, type.GetDeclaringType()),
            _ => false,
        };
    }

    private static IEnumerable<string> MembersOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var methods =
            from method in type.GetMethods().Select(reader.GetMethodDefinition)
            where IsVisible((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask))
            select SignatureNames.OfMethod(
                reader.GetString(method.Name),
                method.DecodeSignature(SignatureNames.Instance, genericContext: null)
            );
        var fields =
            from field in type.GetFields().Select(reader.GetFieldDefinition)
            where IsVisible(field.Attributes & FieldAttributes.FieldAccessMask)
            select SignatureNames.OfField(
                reader.GetString(field.Name),
                field.DecodeSignature(SignatureNames.Instance, genericContext: null)
            );
        var interfaces =
            from implementation in type.GetInterfaceImplementations().Select(reader.GetInterfaceImplementation)
            select SignatureNames.OfInterface(SignatureNames.OfType(reader, implementation.Interface));
        var inherited = type.BaseType is { IsNil: false, Kind: HandleKind.TypeDefinition }
            ? MembersOf(reader, (TypeDefinitionHandle)type.BaseType)
            : [];
        return methods.Concat(fields).Concat(interfaces).Concat(inherited);
    }

    // Access is encoded the same way for methods and for fields.
    private static bool IsVisible(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
}
