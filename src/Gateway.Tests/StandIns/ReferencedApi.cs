using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Gateway.Tests.StandIns;

/// <summary>What one assembly names of another one: types, members with their signatures, interfaces called on value types.</summary>
internal static class ReferencedApi
{
    public static IReadOnlyList<Reference> Of(string consumerPath, string assemblyName)
    {
        using var file = new PEReader(File.OpenRead(consumerPath));
        var reader = file.GetMetadataReader();
        return
        [
            .. from handle in reader.TypeReferences
            where ComesFrom(reader, handle, assemblyName)
            select new Reference(SignatureNames.OfType(reader, handle), Member: null),
            .. from handle in reader.MemberReferences
            let member = reader.GetMemberReference(handle)
            let type = TypeNamed(reader, member.Parent)
            where type is not null && ComesFrom(reader, type.Value, assemblyName)
            select new Reference(SignatureNames.OfType(reader, type.Value), Signature(reader, member)),
            .. from call in ConstrainedCalls.Of(file, reader)
            let type = TypeNamed(reader, call.Type)
            where type is not null && ComesFrom(reader, type.Value, assemblyName)
            select new Reference(
                SignatureNames.OfType(reader, type.Value),
                SignatureNames.OfInterface(SignatureNames.OfType(reader, call.Interface))
            ),
        ];
    }

    private static bool ComesFrom(MetadataReader reader, TypeReferenceHandle handle, string assemblyName)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => ComesFrom(reader, (TypeReferenceHandle)scope, assemblyName),
            HandleKind.AssemblyReference => reader.StringComparer.Equals(
                reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name,
                assemblyName
            ),
            _ => false,
        };
    }

    // A member of a generic type is named on an instance of it, such as Sequence<RawResult>; the generic type is what counts.
    private static TypeReferenceHandle? TypeNamed(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
            return (TypeReferenceHandle)parent;

        if (parent.Kind != HandleKind.TypeSpecification)
            return null;

        var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;

        signature.ReadCompressedInteger(); // class or value type
        var generic = signature.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    private static string Signature(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        return member.GetKind() == MemberReferenceKind.Method
            ? SignatureNames.OfMethod(name, member.DecodeMethodSignature(SignatureNames.Instance, genericContext: null))
            : SignatureNames.OfField(name, member.DecodeFieldSignature(SignatureNames.Instance, genericContext: null));
    }

    /// <param name="Member">null: the type itself is named.</param>
    public sealed record Reference(string Type, string? Member)
    {
        public override string ToString() => Member is null ? Type : $"{Type}: {Member}";
    }
}
