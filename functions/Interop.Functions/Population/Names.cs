namespace Interop.Functions.Population;

/// <summary>Names that are common in France, and towns with their INSEE codes; put together by chance, they are nobody.</summary>
internal static class Names
{
    public static readonly IReadOnlyList<string> Families =
    [
        "MARTIN", "BERNARD", "THOMAS", "PETIT", "ROBERT", "RICHARD", "DURAND", "DUBOIS", "MOREAU", "LAURENT", "SIMON", "MICHEL", "LEFÈVRE", "LEROY", "ROUX", "DAVID", "BERTRAND", "MOREL",
        "FOURNIER", "GIRARD", "BONNET", "DUPONT", "LAMBERT", "FONTAINE", "ROUSSEAU", "VINCENT", "MULLER", "LE GALL", "FAURE", "ANDRÉ", "MERCIER", "BLANC", "GUÉRIN", "BOYER", "GARNIER",
        "CHEVALIER", "FRANÇOIS", "LEGRAND", "GAUTHIER", "GARCIA", "PERRIN", "ROBIN", "CLÉMENT", "MORIN", "NICOLAS", "HENRY", "ROUSSEL", "MATHIEU", "GAUTIER", "MASSON", "D’ALMEIDA", "N’GUYEN",
    ];

    public static readonly IReadOnlyList<string> Women =
    [
        "Marie", "Jeanne", "Françoise", "Monique", "Catherine", "Nathalie", "Isabelle", "Jacqueline", "Anne", "Sylvie", "Martine", "Madeleine", "Nicole", "Suzanne", "Hélène", "Christine",
        "Marguerite", "Denise", "Louise", "Yvonne", "Paulette", "Odette", "Simone", "Thérèse", "Renée", "Marie-Claude", "Anne-Marie", "Geneviève",
    ];

    public static readonly IReadOnlyList<string> Men =
    [
        "Jean", "Pierre", "Michel", "André", "Philippe", "René", "Louis", "Alain", "Jacques", "Bernard", "Marcel", "Daniel", "Roger", "Robert", "Paul", "Claude", "Henri", "Georges", "Maurice",
        "Gérard", "Raymond", "Joseph", "Lucien", "Fernand", "Jean-Claude", "Jean-Pierre", "Émile", "François",
    ];

    public static readonly IReadOnlyList<(string City, string PostalCode, string Insee)> Towns =
    [
        ("Rennes", "35000", "35238"), ("Nantes", "44000", "44109"), ("Brest", "29200", "29019"), ("Angers", "49000", "49007"), ("Caen", "14000", "14118"), ("Rouen", "76000", "76540"),
        ("Tours", "37000", "37261"), ("Limoges", "87000", "87085"), ("Nancy", "54000", "54395"), ("Metz", "57000", "57463"), ("Dijon", "21000", "21231"), ("Grenoble", "38000", "38185"),
        ("Ajaccio", "20000", "2A004"), ("Bastia", "20200", "2B033"), ("Montpellier", "34000", "34172"), ("Pau", "64000", "64445"),
    ];

    /// <summary>Towns overseas, whose clocks differ.</summary>
    public static readonly IReadOnlyList<(string City, string PostalCode, string Insee)> Overseas = [("Saint-Denis", "97400", "97411"), ("Fort-de-France", "97200", "97209")];
}
