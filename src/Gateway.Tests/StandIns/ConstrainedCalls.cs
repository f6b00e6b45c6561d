using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gateway.Tests.StandIns;

/// <summary>
/// The calls of an interface's method on a value type, such as the Dispose at the end of a foreach. No list of references names them
/// together: that the value type has the interface is found out when the call is made. So they are read from the code.
/// </summary>
internal static class ConstrainedCalls
{
    // "constrained. <type>" and "callvirt <method>", as they follow each other in the code.
    private static ReadOnlySpan<byte> Constrained => [0xFE, 0x16];
    private const byte CallVirtual = 0x6F;
    private const int TokenLength = 4;
    private const int Length = 2 + TokenLength + 1 + TokenLength;

    public static IEnumerable<(EntityHandle Type, EntityHandle Interface)> Of(PEReader file, MetadataReader reader) =>
        from handle in reader.MethodDefinitions
        let address = reader.GetMethodDefinition(handle).RelativeVirtualAddress
        where address != 0
        from call in In(file.GetMethodBody(address).GetILBytes()!, reader)
        select call;

    private static List<(EntityHandle Type, EntityHandle Interface)> In(ReadOnlySpan<byte> code, MetadataReader reader)
    {
        var calls = new List<(EntityHandle, EntityHandle)>();
        for (; code.IndexOf(Constrained) is >= 0 and var at && at + Length <= code.Length; code = code[(at + Constrained.Length)..])
        {
            var type = Token(code[(at + 2)..]);
            var method = Token(code[(at + 2 + TokenLength + 1)..]);
            if (code[at + 2 + TokenLength] == CallVirtual && IsMemberReference(method, reader) && IsType(type, reader))
                calls.Add((MetadataTokens.EntityHandle(type), ParentOf(method, reader)));
        }

        return calls;
    }

    private static int Token(ReadOnlySpan<byte> code) => BinaryPrimitives.ReadInt32LittleEndian(code);

    // The same bytes can occur elsewhere in the code; then what follows them is no token, or none of these.
    private static bool IsMemberReference(int token, MetadataReader reader) => IsIn(TableIndex.MemberRef, token, reader);

    private static bool IsType(int token, MetadataReader reader) =>
        IsIn(TableIndex.TypeRef, token, reader) || IsIn(TableIndex.TypeSpec, token, reader);

    private static bool IsIn(TableIndex table, int token, MetadataReader reader) =>
        token >> 24 == (int)table && (token & 0xFFFFFF) is > 0 and var row && row <= reader.GetTableRowCount(table);

    private static EntityHandle ParentOf(int memberReference, MetadataReader reader) =>
        reader.GetMemberReference((MemberReferenceHandle)MetadataTokens.EntityHandle(memberReference)).Parent;
}
