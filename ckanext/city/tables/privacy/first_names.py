"""First names that are common in France, to tell a person's e-mail address from a service's."""

from __future__ import annotations

#: Source: the most given names by decade of INSEE's file of first names, 1930 to 2020, without
#: those that are words of the administration too.
_WRITTEN = """
abdel abdelkader abdoulaye adam adele adeline adil adrian adrien agathe agnes ahmed aicha aimee
alain alan albane albert alberto aldo alex alexandra alexandre alexia alexis alfred ali alice
alicia aline alix aliya alizee amandine amaury amel amelie amina amine amir amira anais anatole
andre andrea andree angele angelina angelique anissa anita ann anna annabelle anne annette
annick annie anouk anthony antoine antoinette antonin antonio antony apolline ariane arlette
armand armelle arnaud arsene arthur assia astrid aude audrey augustin aurelia aurelie aurelien
aurore axel axelle aya aymeric ayoub baptiste barbara bastien beatrice benedicte benjamin benoit
berenice bernadette bernard berthe bertrand bilal boris brahim brice brigitte bruno camille
candice capucine carine carl carla carlos carmen carole caroline cassandra catherine cecile
cedric celestin celia celine chantal charlene charles charlotte cheikh chloe christelle
christian christiane christine christophe claire clara clarisse claude claudette claudia claudie
claudine clemence clement clementine clotilde colette colin constance coralie coralyne corentin
corinne cyril cyrille daisy dalila damien daniel daniele danielle danny david deborah delphine
denis denise diana didier dimitri dominique dorian dorothee dounia driss dylan edgar edith
edmond edouard edwige elena eleonore eliane elias elie eliot elisa elisabeth elise elodie eloise
elsa elyes emeline emilia emilie emilien emma emmanuel emmanuelle enora enzo eric erika ernest
erwan esteban estelle esther ethan etienne eugene eugenie eva evan eve evelyne ewen fabien
fabienne fabrice fadila fanny farah farid farida fatiha fatima fatma fatou felix ferdinand
fernand fernande fernando fiona flavie flora florence florent florian floriane francine francis
francisco franck francois francoise frederic frederique gabin gabriel gabrielle gaelle gaetan
gaspard gaston gauthier genevieve georges georgette geraldine gerard germaine gerome ghislain
ghislaine gilbert gilberte gilles gina ginette giovanni gisele giulia gregoire gregory guillaume
gustave guy gwenaelle hadrien hafida hakim hamid hamza hanna hannah hans hassan hedi helena
helene henri henriette herve hicham honore hubert hugo hugues huguette ibrahim ibrahima ilan
ilyes imane ines ingrid irene iris isaac isabelle ismael issa ivan jack jacqueline jacques jade
jamal jamila janine jasmine jean jeanine jeanne jeannette jeannine jennifer jeremie jeremy
jerome jessica jimmy joachim joan joanna jocelyn jocelyne joel joelle johan johanna john johnny
jonas jonathan jordan jorge jose joseph josephine josette joshua josiane josselin josue joyce
juan judith jules julia julian julie julien juliette justin justine kais kamel karim karima
karine karl katia kelly kenza kevin khadija khaled khalid kylian laetitia laila lamia lana lara
laura laure laurence laurent laurianne laurie laurine lea leane leila lena leo leon leonard
leonce leonie leslie levana liam lila lilia lilian liliane lilou lina linda lionel lisa lise
loane loic lola lorenzo loris lou louane louis louisa louise louison lubin luc luca lucas
lucette lucie lucien lucienne lucile ludivine ludovic luis luka luna lya lydia lydie lylia
madeleine mael maelle maelys maeva magali mahamadou mahdi maimouna malek malik malika malo
mamadou manon manuel marc marceau marcel marcelle margaux margot marguerite maria mariam
marianne marie marielle marilyne marina marine mario marion marius marlene martial martin
martine marvin maryline maryse maryvonne matheo mathias mathieu mathilde mathis mathys matteo
matthias matthieu maud maurice mauricette max maxence maxime maya mehdi melanie melina melissa
melodie mia michael michel michele micheline mickael miguel mila milan milo mireille mohamed
mohammed moise monique morgan morgane mouna mounir moussa mustapha mylene myriam nabil nadege
nadia nadine naima naomi nassim natacha nathalie nathan nathanael nawel nelly nicolas nicole
nina nino ninon noa noah noe noel noelie noelle noemie nolan nolwenn nora norbert nour oceane
odette odile olga olivia olivier ophelie oscar ousmane owen pablo paola pascal pascale patrice
patricia patrick paul paula paule paulette pauline pedro perrine philippe pierre pierrette
pierrick priscilla quentin rachel rachid rachida rafael raoul raphael raphaelle rayan raymond
raymonde rebecca regine regis remi remy renaud rene renee ricardo richard robert roberto robin
roger roland rolande romain romane romeo romy ronan rosalie roxane ruben ryan sabine sabrina
sacha said salim salima salma salome sami samia samir samira samuel sana sandra sandrine sara
sarah sebastien selena selma serge severine sharon sidonie simeon simon simone simonne sofia
sofiane solange solene sonia sophia sophie soraya souad stella stephane stephanie stephen steve
steven suzanne suzie swann sybille sylvain sylvaine sylvestre sylviane sylvie tanguy tatiana
tess tessa thais theo theodore theophile therese thibaud thibault thibaut thierry thomas tiago
tiffany tim timeo timothee titouan tom tony tristan ugo ursula valentin valentine valerie
vanessa veronique vianney vicky victoire victor victoria vincent violette virginie viviane
vivien walid wendy werner wilfried william xavier yacine yamina yanis yann yannick yasmina
yasmine yassine ymane yoan yoann yohan yolande youcef youssef yves yvette yvon yvonne zahra
zakaria zineb zoe zohra
"""

#: Folded: no accents, no capitals.
FIRST_NAMES = frozenset(_WRITTEN.split())
